// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import io.duplex.testkit.process.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** The most resident memory that a process had, as Linux tells it. */
public final class Peak {
    private static final String FIELD = "VmHWM:";

    private Peak() {}

    /** Returns kilobytes, once the process has ended. */
    static long until(ServerProcess process) {
        long peak = 0;
        while (process.isAlive()) {
            peak = Math.max(peak, of(process.pid()));
            try {
                TimeUnit.MILLISECONDS.sleep(100);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
        return peak;
    }

    /** Returns kilobytes; 0 when the process is gone. */
    public static long of(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                    .filter(line -> line.startsWith(FIELD))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException gone) {
            return 0;
        }
    }

    /** Forgets what was before; where that is not allowed, the most since the process began is told. */
    static void reset(long pid) {
        try {
            Files.writeString(Path.of("/proc", String.valueOf(pid), "clear_refs"), "5");
        } catch (IOException refused) {
            System.out.println("Peak memory of process " + pid + " is that since it began: " + refused);
        }
    }
}
