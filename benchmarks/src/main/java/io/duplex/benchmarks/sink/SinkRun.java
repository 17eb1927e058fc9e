// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

/**
 * One run.
 *
 * @param cpuMs of the process that wrote, 0 when the server did
 * @param serverMs CPU of the target
 */
record SinkRun(long rows, long wallMs, long cpuMs, long serverMs) {
    private static final String PREFIX = "result ";

    double rate() {
        return rows * 1000.0 / Math.max(1, wallMs);
    }

    double cpuPerRow() {
        return cpuMs * 1000.0 / rows;
    }

    double serverPerRow() {
        return serverMs * 1000.0 / rows;
    }

    /** Returns the line that a measured process prints. */
    String line() {
        return PREFIX + rows + " " + wallMs + " " + cpuMs + " " + serverMs;
    }

    static boolean isLine(String line) {
        return line.startsWith(PREFIX);
    }

    static SinkRun parse(String line) {
        String[] part = line.split(" ", -1);
        return new SinkRun(
                Long.parseLong(part[1]), Long.parseLong(part[2]), Long.parseLong(part[3]), Long.parseLong(part[4]));
    }
}
