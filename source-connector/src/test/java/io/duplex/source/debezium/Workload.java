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
 * @param options of both connectors, beside the connection
 */
record Workload(String script, MySqlVersion version, Map<String, String> options) {

    static Workload of(String script, MySqlVersion version, String... options) {
        Map<String, String> map = new HashMap<>();
        for (String option : List.of(options)) {
            int equals = option.indexOf('=');
            map.put(option.substring(0, equals), option.substring(equals + 1));
        }
        return new Workload(script, version, map);
    }

    boolean streams() {
        return !"initial_only".equals(options.get("snapshot.mode"));
    }

    boolean heartbeats() {
        return options.containsKey("heartbeat.interval.ms");
    }

    @Override
    public String toString() {
        return script + " on " + version + (options.isEmpty() ? "" : " with " + options);
    }
}
