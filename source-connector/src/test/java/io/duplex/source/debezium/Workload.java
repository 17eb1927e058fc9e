// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One case of the comparison.
 *
 * @param script name of the statements
 * @param version of the server
 * @param copied how a signal wants the tables copied after the statements
 * @param options of both connectors, beside the connection
 */
record Workload(String script, MySqlVersion version, Copied copied, Map<String, String> options) {
    /** Snapshots by signal. */
    enum Copied {
        NOT,
        INCREMENTAL,
        /** Incremental, without writing to the server. */
        READ_ONLY,
        BLOCKING;

        /** The signal's own name of it. */
        String type() {
            return this == BLOCKING ? "BLOCKING" : "INCREMENTAL";
        }
    }

    static Workload of(String script, MySqlVersion version, String... options) {
        return copied(Copied.NOT, script, version, options);
    }

    static Workload copied(Copied copied, String script, MySqlVersion version, String... options) {
        Map<String, String> map = new HashMap<>();
        if (copied != Copied.NOT) {
            map.put("signal.data.collection", ComparedSources.SIGNALS);
            map.put("incremental.snapshot.chunk.size", "7");
            map.put("snapshot.mode", "no_data");
            map.put("read.only", String.valueOf(copied == Copied.READ_ONLY));
        }
        for (String option : List.of(options)) {
            int equals = option.indexOf('=');
            map.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return new Workload(script, version, copied, map);
    }

    boolean streams() {
        return !"initial_only".equals(options.get("snapshot.mode"));
    }

    boolean heartbeats() {
        return options.containsKey("heartbeat.interval.ms");
    }

    @Override
    public String toString() {
        return script + " on " + version + (copied == Copied.NOT ? "" : " copied " + copied)
                + (options.isEmpty() ? "" : " with " + options);
    }
}
