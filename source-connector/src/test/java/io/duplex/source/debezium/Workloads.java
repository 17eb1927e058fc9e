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
        return List.of(
                Workload.of("keys", V8_0, "provide.transaction.metadata=true"),
                Workload.of("ddl", V8_0),
                Workload.of("special", V8_0));
    }

    static List<Workload> rest() {
        List<Workload> all = new ArrayList<>(columns());
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

    /** Columns chosen, hidden, told and converted. */
    static List<Workload> columns() {
        String probe = ProbeConverter.class.getName();
        String shipped = "io.debezium.connector.binlog.converters.";
        return List.of(
                Workload.of(
                        "columns",
                        V8_0,
                        "column.exclude.list=app.people.photo,app.keyless.secret",
                        "column.truncate.to.6.chars=.*\\.(name|doc)",
                        "column.mask.with.4.chars=.*\\.(pin|n)",
                        "column.mask.hash.SHA-256.with.salt.CzQMA0cB5K=.*\\.(memo|kind)",
                        "column.mask.hash.v2.MD5.with.salt.a.b=.*\\.(tags|nick)",
                        "column.propagate.source.type=.*\\.flag",
                        "datatype.propagate.source.type=.*\\.(DATETIME|DATE|INT)",
                        "message.key.columns=(.*).keyless:b, a ;app.people:code",
                        "skip.messages.without.change=true",
                        "provide.transaction.metadata=true"),
                Workload.of(
                        "columns",
                        V8_0,
                        "column.include.list=.*\\.(id|code|memo|n|b)",
                        "skip.messages.without.change=true"),
                Workload.of(
                        "columns",
                        V8_0,
                        "converters=tiny,jdbc",
                        "tiny.type=" + shipped + "TinyIntOneToBooleanConverter",
                        "jdbc.type=io.debezium.connector.mysql.converters.JdbcSinkDataTypesConverter",
                        "jdbc.selector.boolean=.*\\.n",
                        "jdbc.selector.real=.*\\.price",
                        "jdbc.selector.string=.*\\.(name|code)",
                        "column.truncate.to.3.chars=.*\\.name"),
                Workload.of(
                        "zero_dates",
                        V8_0,
                        "converters=zero",
                        "zero.type=" + shipped + "ZeroDateFallbackConverter",
                        "zero.fallback.date=1970-01-02",
                        "zero.fallback.datetime=NULL",
                        "zero.fallback.timestamp=1999-01-01T02:00:00+02:00"),
                Workload.of("types", V8_0, "converters=probe", "probe.type=" + probe),
                Workload.of("types_streamed", V8_0, "converters=probe", "probe.type=" + probe),
                Workload.of("types", V5_7, "converters=probe", "probe.type=" + probe),
                Workload.of("charsets", V8_0, "converters=probe", "probe.type=" + probe));
    }
}
