// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.util.Map;
import java.util.Set;

/** What one line of the table is about. */
public record Cell(Mode mode, String workload, String contender) {
    /** The one that the others are compared with. */
    public static final String DUPLEX = "DUPLEX";

    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry(DUPLEX, "Duplex"),
            Map.entry("DUPLEX_CONFLICTS", "Duplex, rows compared"),
            Map.entry("DUPLEX_COMPACT", "Duplex, CompactConverter"),
            Map.entry("DEBEZIUM", "Debezium 3.6.1"),
            Map.entry("DEBEZIUM_JDBC", "Debezium JDBC sink 3.5"),
            Map.entry("NATIVE_1", "native replica, 1 worker"),
            Map.entry("NATIVE_4", "native replica, 4 workers"),
            Map.entry("MYSQLBINLOG", "mysqlbinlog (bytes only)"),
            Map.entry("BARE_CLIENT", "binlog client (no records)"),
            Map.entry("PREPARED", "no connector (worker only)"),
            Map.entry("PLAIN_JDBC", "plain JDBC (the bound)"),
            Map.entry("PLAIN_JDBC_MARKED", "plain JDBC with marks"));
    private static final Set<String> BOUNDS =
            Set.of("MYSQLBINLOG", "BARE_CLIENT", "PREPARED", "PLAIN_JDBC", "PLAIN_JDBC_MARKED");

    /** Returns the contender's name for readers. */
    public String label() {
        return LABELS.getOrDefault(contender, contender);
    }

    /** Tells whether it only shows what is possible: it does less than a peer. */
    public boolean isBound() {
        return BOUNDS.contains(contender);
    }

    /** Tells whether it is Duplex, in one form or another. */
    public boolean isOurs() {
        return contender.startsWith(DUPLEX);
    }

    Cell ofDuplex() {
        return new Cell(mode, workload, DUPLEX);
    }

    boolean isDuplex() {
        return contender.equals(DUPLEX);
    }

    @Override
    public String toString() {
        return mode.label() + ", " + workload + ", " + label();
    }
}
