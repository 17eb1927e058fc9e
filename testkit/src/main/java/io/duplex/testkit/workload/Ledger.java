// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.workload;

/** A table into which every transaction of a workload writes one row, and the SQL expression of the transaction's id. */
public record Ledger(String table, String id) {}
