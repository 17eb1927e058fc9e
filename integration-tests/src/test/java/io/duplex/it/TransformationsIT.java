// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static io.duplex.it.ManyChannels.all;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Each line of the tables in docs/transformations.md, with Kafka's and Debezium's own classes in a worker. */
class TransformationsIT {
    private static final String KAFKA = "org.apache.kafka.connect.transforms.";
    private static final String UNWRAP = "io.debezium.transforms.ExtractNewRecordState";
    private static final String TOMBSTONES = KAFKA + "predicates.RecordIsTombstone";
    private static final String WITH_HEADER = KAFKA + "predicates.HasHeaderKey";
    private static final List<String> TABLES = List.of("t");

    private static ManyChannels channels;

    @BeforeAll
    static void start() {
        channels = new ManyChannels();
        channels.source()
                .server()
                .execute(
                        "CREATE DATABASE app",
                        "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20), at DATETIME)",
                        "INSERT INTO app.t VALUES (1, 'a', '2026-01-02 03:04:05'), (2, 'b', NULL)");
    }

    @AfterAll
    static void stop() {
        channels.close();
    }

    /** Returns the options of transformations, each a name, a class and the class's own options. */
    private static Map<String, String> transforms(String... one) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("transforms", one[0]);
        options.put("transforms." + one[0] + ".type", one[1]);
        for (int i = 2; i < one.length; i += 2) {
            options.put("transforms." + one[0] + "." + one[i], one[i + 1]);
        }
        return options;
    }

    private static Map<String, String> predicate(Map<String, String> transforms, String type, String... more) {
        Map<String, String> options = new LinkedHashMap<>(transforms);
        options.put("transforms." + transforms.get("transforms") + ".predicate", "p");
        options.put("predicates", "p");
        options.put("predicates.p.type", type);
        for (int i = 0; i < more.length; i += 2) {
            options.put("predicates.p." + more[i], more[i + 1]);
        }
        return options;
    }

    /** All of these, one after the other. */
    @SafeVarargs
    private static Map<String, String> chain(Map<String, String>... steps) {
        Map<String, String> options = new LinkedHashMap<>();
        StringBuilder names = new StringBuilder();
        for (Map<String, String> step : steps) {
            names.append(names.isEmpty() ? "" : ",").append(step.get("transforms"));
            options.putAll(step);
        }
        options.put("transforms", names.toString());
        return options;
    }

    private static Map<String, String> tables() {
        return Map.of(
                "topic.layout",
                "table",
                "provide.transaction.metadata",
                "true",
                "skipped.operations",
                "none",
                "topic.creation.default.partitions",
                "2");
    }

    private static Map<String, String> ofTables(String prefix) {
        return Map.of(
                "topics",
                "",
                "topics.regex",
                channels.source().name() + prefix + "(\\..+)?",
                "consumer.override.metadata.max.age.ms",
                "1000",
                "assembly.timeout.ms",
                "4000");
    }

    private static void change(MySqlServer server) {
        server.transaction(
                "INSERT INTO app.t VALUES (3, 'c', '2026-01-02 03:04:05')",
                "UPDATE app.t SET v = 'x' WHERE id = 1",
                "UPDATE app.t SET id = 20 WHERE id = 2",
                "DELETE FROM app.t WHERE id = 3");
        server.execute("ALTER TABLE app.t ADD COLUMN n INT", "INSERT INTO app.t VALUES (4, 'd', NULL, 4)");
    }

    @Test
    void whatLeavesChangeEventsWholeWorks() {
        String source = channels.source().name();
        channels.source("plain", Map.of());
        channels.source(
                "routed", transforms("dc", KAFKA + "RegexRouter", "regex", "(.*stream)", "replacement", "dc1.$1"));
        channels.source("tables", tables());
        for (String prefix : List.of("plain", "routed", "tables")) {
            channels.awaitSourceRunning(prefix);
        }
        Map<String, String> keys = chain(
                transforms("nokey", KAFKA + "ReplaceField$Key", "exclude", "id"),
                transforms("added", KAFKA + "InsertField$Value", "static.field", "note", "static.value", "x"),
                transforms("lessfields", KAFKA + "ReplaceField$Value", "exclude", "ts_us,ts_ns"),
                transforms("header", KAFKA + "InsertHeader", "header", "who", "value.literal", "me"),
                transforms("other", KAFKA + "RegexRouter", "regex", ".*", "replacement", "elsewhere"));
        channels.sink("plain", "plain", keys);
        channels.sink("routed", "routed", Map.of("topics", "dc1." + source + "routed.stream"));
        channels.sink(
                "tables",
                "tables",
                all(
                        ofTables("tables"),
                        chain(
                                predicate(transforms("gone", KAFKA + "Filter"), TOMBSTONES),
                                transforms("masked", KAFKA + "HoistField$Key", "field", "k"))));
        change(channels.source().server());
        for (String database : List.of("plain", "routed", "tables")) {
            channels.awaitEqual(database, TABLES);
        }
        takenAwayAtTheSource();
    }

    /** Tables' topics have other readers, so a source lets such transformations pass; the sink notices. */
    private static void takenAwayAtTheSource() {
        channels.source("unwrapped", all(tables(), transforms("u", UNWRAP)));
        channels.source("halved", all(tables(), transforms("h", KAFKA + "ReplaceField$Value", "exclude", "before")));
        channels.source(
                "filtered",
                all(tables(), predicate(transforms("f", KAFKA + "Filter"), WITH_HEADER, "name", "__debezium.newkey")));
        for (String prefix : List.of("unwrapped", "halved", "filtered")) {
            channels.awaitSourceRunning(prefix);
            channels.sink(prefix, prefix, ofTables(prefix));
        }
        channels.source()
                .server()
                .execute("UPDATE app.t SET v = 'y' WHERE id = 1", "UPDATE app.t SET id = 30 WHERE id = 20");

        assertThat(channels.failure("unwrapped"))
                .contains(channels.sinkName("unwrapped"), "which is no change event", "ExtractNewRecordState");
        assertThat(channels.failure("halved"))
                .contains(channels.sinkName("halved"), "app.t", "does not tell the row before", "ReplaceField");
        assertThat(channels.failure("filtered")).contains(channels.sinkName("filtered"), "1 of 2 rows of app.t");
        assertThat(channels.replication().cluster().worker(0).log())
                .content()
                .contains("option=transforms.f.type: Rows that transformation f drops are missing for sinks");
    }

    @Test
    void whatReshapesOrDropsChangeEventsIsRefusedBeforeItStarts() {
        List<Map<String, String>> refused = List.of(
                transforms("one", UNWRAP),
                transforms("one", KAFKA + "Flatten$Value"),
                transforms("one", KAFKA + "HoistField$Value", "field", "x"),
                transforms("one", KAFKA + "ExtractField$Value", "field", "after"),
                transforms("one", KAFKA + "MaskField$Value", "fields", "v"),
                transforms("one", KAFKA + "ReplaceField$Value", "exclude", "transaction"),
                transforms("one", KAFKA + "TimestampConverter$Value", "field", "ts_ms", "target.type", "string"),
                transforms("one", KAFKA + "Cast$Value", "spec", "ts_ms:string"),
                transforms("one", KAFKA + "DropHeaders", "headers", "duplex.exact"),
                predicate(transforms("one", KAFKA + "Filter"), WITH_HEADER, "name", "x"));
        for (Map<String, String> options : refused) {
            assertThat(channels.refusedSink(options).get("transforms.one.type"))
                    .as("sink with %s", options)
                    .anyMatch(error -> error.contains("Remove it from transforms"));
            assertThat(channels.refusedSource(options).get("transforms.one.type"))
                    .as("stream with %s", options)
                    .anyMatch(error -> error.contains("Remove it from transforms"));
        }
        assertThat(channels.refusedSource(
                                transforms("one", KAFKA + "RegexRouter", "regex", ".*", "replacement", "changes"))
                        .get("transforms.one.replacement"))
                .anyMatch(error -> error.contains("end in .stream"));
        assertThat(channels.refusedSource(transforms("one", KAFKA + "TimestampRouter"))
                        .get("transforms.one.type"))
                .anyMatch(error -> error.contains("order is lost"));
        assertThat(channels.refusedSource(all(tables(), refused.get(0)))).isEmpty();
    }
}
