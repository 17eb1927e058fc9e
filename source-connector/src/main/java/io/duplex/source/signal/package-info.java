// SPDX-License-Identifier: Apache-2.0
/** Takes signals, by which users ask a running connector for something, from a table, a topic, a file or JMX. */
@NullMarked
package io.duplex.source.signal;

import org.jspecify.annotations.NullMarked;
