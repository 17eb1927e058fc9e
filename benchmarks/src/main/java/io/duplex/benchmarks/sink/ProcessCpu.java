// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPU time that a process has used, as Linux tells it. */
final class ProcessCpu {
    private static final long MILLIS_OF_A_TICK = 10;

    private ProcessCpu() {}

    /** Returns milliseconds. */
    static long millis(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            // The name in parentheses may have blanks in it; utime and stime are the 12th and 13th field behind it.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * MILLIS_OF_A_TICK;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
