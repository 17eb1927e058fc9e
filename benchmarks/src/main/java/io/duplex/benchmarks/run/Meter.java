// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import io.duplex.testkit.mysql.MySqlServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What running processes need from now on. */
public final class Meter {
    private final Map<Long, Long> before = new LinkedHashMap<>();

    private Meter(List<Long> pids) {
        for (long pid : pids) {
            if (pid != 0) {
                Peak.reset(pid);
                before.put(pid, ProcessCpu.millis(pid));
            }
        }
    }

    public static Meter of(List<Long> pids) {
        return new Meter(pids);
    }

    public static Meter of(MySqlServer... servers) {
        return new Meter(Arrays.stream(servers).map(Meter::pid).toList());
    }

    /** Returns the process of a server; 0 when it is in a container, where it cannot be seen. */
    public static long pid(MySqlServer server) {
        try {
            return Long.parseLong(
                    Files.readString(Path.of(server.value("SELECT @@pid_file"))).strip());
        } catch (IOException elsewhere) {
            return 0;
        }
    }

    /** Returns what they have needed, all together. */
    public Cost cost() {
        return before.entrySet().stream()
                .map(each -> new Cost(ProcessCpu.millis(each.getKey()) - each.getValue(), Peak.of(each.getKey())))
                .reduce(Cost.NONE, Cost::plus);
    }
}
