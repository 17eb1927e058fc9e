// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

/**
 * What a measured process tells about itself, on a line of its output.
 *
 * @param records that were seen
 * @param wallMs and {@code cpuMs}, and {@code serverCpuMs} of the server: from the first record to the last
 * @param bytes of the records, when they were converted
 */
public record Drained(long records, long wallMs, long cpuMs, long serverCpuMs, long bytes) {
    private static final String PREFIX = "result ";

    /** Prints it. */
    public void print() {
        System.out.println(PREFIX + records + " " + wallMs + " " + cpuMs + " " + serverCpuMs + " " + bytes);
        System.out.flush();
    }

    static boolean isLine(String line) {
        return line.startsWith(PREFIX);
    }

    static Drained parse(String line) {
        String[] part = line.split(" ", -1);
        return new Drained(
                Long.parseLong(part[1]),
                Long.parseLong(part[2]),
                Long.parseLong(part[3]),
                Long.parseLong(part[4]),
                Long.parseLong(part[5]));
    }

    /** A clock that begins with the first record. */
    public static final class Clock {
        private final long server;
        private long begin;
        private long cpu;
        private long serverCpu;

        /** With the process of the server, 0 for none. */
        public Clock(long server) {
            this.server = server;
        }

        /** Begins; the second call and later ones do nothing. */
        public void begin() {
            if (begin == 0) {
                cpu = ProcessCpu.own();
                serverCpu = ProcessCpu.millis(server);
                begin = System.nanoTime();
            }
        }

        /** Returns what has passed since. */
        public Drained end(long records, long bytes) {
            long wall = (System.nanoTime() - begin) / 1_000_000;
            return new Drained(records, wall, ProcessCpu.own() - cpu, ProcessCpu.millis(server) - serverCpu, bytes);
        }
    }
}
