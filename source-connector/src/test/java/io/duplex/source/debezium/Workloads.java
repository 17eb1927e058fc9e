// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import static io.duplex.testkit.mysql.MySqlVersion.V5_7;
import static io.duplex.testkit.mysql.MySqlVersion.V8_0;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;

/** The cases: few for each build, all on request. */
final class Workloads {
    private Workloads() {}

    static List<Workload> compact() {
        return List.of(Workload.of("keys", V8_0, "provide.transaction.metadata=true"));
    }

    static List<Workload> rest() {
        List<Workload> all = new ArrayList<>();
        for (MySqlVersion version : List.of(V5_7, V8_0)) {
            for (String script : List.of(
                    "keys",
                    "types",
                    "types_streamed",
                    "zero_dates",
                    "charsets",
                    "evolution",
                    "ddl",
                    "names",
                    "special")) {
                all.add(Workload.of(script, version));
            }
            all.add(Workload.of("comments", version, "include.schema.comments=true"));
            all.add(Workload.of("filters", version, "table.include.list=app.z_first,app.t,app.n,late.*,aa_.*"));
        }
        return all;
    }
}
