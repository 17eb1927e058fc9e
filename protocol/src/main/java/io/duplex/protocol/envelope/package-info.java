// SPDX-License-Identifier: Apache-2.0
/** Debezium's records: row changes, transaction markers, schema changes and heartbeats as Connect data, both ways. */
@NullMarked
package io.duplex.protocol.envelope;

import org.jspecify.annotations.NullMarked;
