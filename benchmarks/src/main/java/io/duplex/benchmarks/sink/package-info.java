// SPDX-License-Identifier: Apache-2.0
/** Ways to write one backlog of transactions into a target, side by side: ours, native replication, and plain JDBC. */
@org.jspecify.annotations.NullMarked
package io.duplex.benchmarks.sink;
