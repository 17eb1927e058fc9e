// SPDX-License-Identifier: Apache-2.0
/** Tells the outside, through log, JMX and a topic, what snapshots do: in Debezium's words. */
@NullMarked
package io.duplex.source.notification;

import org.jspecify.annotations.NullMarked;
