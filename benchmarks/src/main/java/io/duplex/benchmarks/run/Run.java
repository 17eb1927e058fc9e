// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.util.List;

/**
 * One run of one contender.
 *
 * @param rows row changes
 * @param wallMs from the first to the last of them
 * @param client what was measured, or what moved the rows
 * @param server the mysqld that was read, or those that were written
 * @param bytes of all records: in Kafka's log, or as a converter wrote them; 0 without both
 * @param lagMs p50, p99 and most, when lag was measured
 */
public record Run(Cell cell, long rows, long wallMs, Cost client, Cost server, long bytes, List<Double> lagMs) {
    /** A run whose figure is its rate. */
    public static Run of(Cell cell, long rows, long wallMs, Cost client, Cost server) {
        return new Run(cell, rows, wallMs, client, server, 0, List.of());
    }

    /** The same with what it has left in a broker. */
    public Run withBytes(long count) {
        return new Run(cell, rows, wallMs, client, server, count, lagMs);
    }

    /** The same with what servers have needed. */
    public Run withServer(Cost cost) {
        return new Run(cell, rows, wallMs, client, cost, bytes, lagMs);
    }

    /** The same with p50, p99 and most of the lag. */
    public Run withLag(List<Double> millis) {
        return new Run(cell, rows, wallMs, client, server, bytes, List.copyOf(millis));
    }

    /** Returns rows a second. */
    public double rate() {
        return rows * 1000.0 / Math.max(1, wallMs);
    }

    boolean isLag() {
        return !lagMs.isEmpty();
    }

    double perRow(double of) {
        return of / Math.max(1, rows);
    }
}
