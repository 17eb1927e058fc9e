// SPDX-License-Identifier: Apache-2.0
/** Source connectors side by side over one backlog: ours, Debezium's, and the bare binlog client as the ceiling. */
@org.jspecify.annotations.NullMarked
package io.duplex.benchmarks.source;
