// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPU time that a process has used, as Linux tells it. */
public final class ProcessCpu {
    private static final long MILLIS_OF_A_TICK = 10;
    private static final int USER = 11;
    private static final int USER_OF_CHILDREN = 13;

    private ProcessCpu() {}

    /** Returns milliseconds; of no process, whose id is 0, there are none. */
    public static long millis(long pid) {
        return pid == 0 ? 0 : millis(String.valueOf(pid), USER);
    }

    /** Returns milliseconds of this process' children that have ended. */
    public static long ofEndedChildren() {
        return millis("self", USER_OF_CHILDREN);
    }

    /** Returns milliseconds of this process. */
    public static long own() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1_000_000;
    }

    private static long millis(String process, int first) {
        try {
            String stat = Files.readString(Path.of("/proc", process, "stat"));
            // The name in parentheses may have blanks in it; utime and stime are the 12th and 13th field behind it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[first]) + Long.parseLong(fields[first + 1])) * MILLIS_OF_A_TICK;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
