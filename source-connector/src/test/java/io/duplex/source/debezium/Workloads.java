// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import static io.duplex.source.debezium.Workload.Copied.BLOCKING;
import static io.duplex.source.debezium.Workload.Copied.INCREMENTAL;
import static io.duplex.source.debezium.Workload.Copied.READ_ONLY;
import static io.duplex.testkit.mysql.MySqlVersion.V5_7;
import static io.duplex.testkit.mysql.MySqlVersion.V8_0;
import static io.duplex.testkit.mysql.MySqlVersion.V9_7;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;

/** The cases: few for each build, all on request. */
final class Workloads {
    private static final List<String> PLAIN = List.of(
            "keys", "types", "types_streamed", "zero_dates", "charsets", "evolution", "ddl", "names", "special");
    private static final List<String> TYPE_OPTIONS = List.of(
            "decimal.handling.mode=double",
            "decimal.handling.mode=string",
            "time.precision.mode=microseconds",
            "bigint.unsigned.handling.mode=precise",
            "binary.handling.mode=base64",
            "binary.handling.mode=base64-url-safe",
            "binary.handling.mode=hex",
            "column.propagate.source.type=.*",
            "snapshot.mode=no_data",
            "snapshot.mode=initial_only");
    private static final List<String> TIME_OPTIONS =
            List.of("time.precision.mode=connect", "time.precision.mode=nanoseconds", "time.precision.mode=isostring");
    private static final List<String> NAME_OPTIONS = List.of(
            "schema.name.adjustment.mode=avro",
            "schema.name.adjustment.mode=avro_unicode",
            "field.name.adjustment.mode=avro",
            "field.name.adjustment.mode=avro_unicode",
            "topic.delimiter=-");
    private static final List<String> KEY_OPTIONS = List.of(
            "tombstones.on.delete=false",
            "skipped.operations=none",
            "skipped.operations=u,t",
            "skipped.operations=u,d",
            "snapshot.mode=no_data",
            "table.exclude.list=app.composite,app.unique_only");

    /** Debezium passes over the option. */
    private static final String FOLLOWING = "value.fidelity=debezium";

    private Workloads() {}

    static List<Workload> compact() {
        return List.of(
                Workload.of(
                        "keys",
                        V8_0,
                        "provide.transaction.metadata=true",
                        "extended.headers.enabled=true",
                        "heartbeat.interval.ms=100"),
                Workload.of("types_streamed", V8_0),
                Workload.of("evolution", V8_0, "provide.transaction.metadata=true"),
                Workload.of("ddl", V8_0, "skipped.operations=none"),
                Workload.of("names", V8_0),
                Workload.of("special", V8_0),
                Workload.of("charsets", V5_7),
                Workload.of("fidelity", V8_0, FOLLOWING),
                Workload.of("schema_signal", V8_0, "signal.data.collection=" + ComparedSources.SIGNALS),
                Workload.copied(INCREMENTAL, "types", V8_0),
                Workload.copied(READ_ONLY, "keys", V8_0, "provide.transaction.metadata=true"),
                Workload.copied(BLOCKING, "types", V8_0),
                Workload.of("comments", V5_7, "include.schema.comments=true"));
    }

    static List<Workload> rest() {
        List<Workload> all = new ArrayList<>(columns());
        all.addAll(copies());
        for (MySqlVersion version : List.of(V5_7, V8_0, V9_7)) {
            PLAIN.forEach(script -> all.add(Workload.of(script, version)));
            all.add(Workload.of("comments", version, "include.schema.comments=true"));
        }
        for (MySqlVersion version : List.of(V5_7, V8_0, V9_7)) {
            TYPE_OPTIONS.forEach(option -> all.add(Workload.of("types", version, option)));
            TIME_OPTIONS.forEach(option -> all.add(Workload.of("times", version, option)));
            NAME_OPTIONS.forEach(option -> all.add(Workload.of("names", version, option)));
            KEY_OPTIONS.forEach(option -> all.add(Workload.of("keys", version, option)));
            all.add(Workload.of("zero_dates", version, "enable.time.adjuster=false"));
            List.of("fidelity", "types", "types_streamed", "zero_dates")
                    .forEach(script -> all.add(Workload.of(script, version, FOLLOWING)));
            all.add(Workload.of("fidelity", version, FOLLOWING, "enable.time.adjuster=false"));
            TIME_OPTIONS.forEach(option -> all.add(Workload.of("fidelity", version, FOLLOWING, option)));
            all.add(Workload.of("types_streamed", version, "column.propagate.source.type=.*"));
            all.add(Workload.of("ddl", version, "include.schema.changes=false", "provide.transaction.metadata=true"));
            all.add(Workload.of("ddl", version, "skipped.operations=none", "provide.transaction.metadata=true"));
        }
        for (String option : List.of(
                "provide.transaction.metadata=true",
                "extended.headers.enabled=true",
                "include.schema.changes=false",
                "schema.history.internal.store.only.captured.tables.ddl=true")) {
            all.add(Workload.of("schema_signal", V8_0, option, "signal.data.collection=" + ComparedSources.SIGNALS));
        }
        String included = "table.include.list=app.z_first,app.t,app.n,late.*,aa_.*";
        all.add(Workload.of("filters", V8_0, included));
        all.add(Workload.of("filters", V8_0, included, "schema.history.internal.store.only.captured.tables.ddl=true"));
        all.add(Workload.of("filters", V8_0, "database.include.list=app,aa_sentinel"));
        all.add(Workload.of("special", V5_7, "heartbeat.interval.ms=50", "topic.heartbeat.prefix=beat"));
        all.add(Workload.of("ddl", V8_0, "extended.headers.enabled=true", "skipped.operations=none"));
        return all;
    }

    /** Tables that signals want copied, after whatever happened to them. */
    static List<Workload> copies() {
        List<Workload> all = new ArrayList<>();
        for (MySqlVersion version : List.of(V5_7, V8_0, V9_7)) {
            for (Workload.Copied copied : List.of(INCREMENTAL, READ_ONLY, BLOCKING)) {
                for (String script : PLAIN) {
                    all.add(Workload.copied(copied, script, version));
                }
            }
        }
        for (String option : TIME_OPTIONS) {
            all.add(Workload.copied(INCREMENTAL, "times", V8_0, option));
            all.add(Workload.copied(BLOCKING, "times", V8_0, option));
        }
        all.add(Workload.copied(INCREMENTAL, "keys", V8_0, "incremental.snapshot.watermarking.strategy=insert_delete"));
        all.add(Workload.copied(INCREMENTAL, "types", V8_0, "extended.headers.enabled=true"));
        all.add(Workload.copied(BLOCKING, "keys", V8_0, "extended.headers.enabled=true"));
        all.add(Workload.copied(BLOCKING, "keys", V8_0, "snapshot.mode=initial"));
        all.add(Workload.copied(INCREMENTAL, "types", V8_0, "column.propagate.source.type=.*"));
        all.add(Workload.copied(INCREMENTAL, "names", V8_0, "field.name.adjustment.mode=avro"));
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
