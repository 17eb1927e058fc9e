// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import static io.duplex.testkit.mysql.MySqlVersion.V8_0;

import java.util.List;

/** The cases: few for each build, all on request. */
final class Workloads {
    private Workloads() {}

    static List<Workload> compact() {
        return List.of(Workload.of("keys", V8_0, "provide.transaction.metadata=true"));
    }

    static List<Workload> rest() {
        return List.of();
    }
}
