// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One connector's offset and schema history are gone on with by the other: both continue from copies of them, and say the
 * same.
 */
final class TakeoverIT {
    private static final String HISTORY = ".history";

    /** A statement after which the first connector may stop; from its own offset Debezium says it again. */
    private static final String TOLD_AGAIN = "ADD COLUMN made";

    /** A signal's data: a table has a key, which only the schema history knows after it. */
    private static final String TOLD = "{\"database\":\"shop\",\"changes\":[{\"type\":\"ALTER\",\"id\":\"shop.told\","
            + "\"table\":{\"defaultCharsetName\":\"utf8mb4\",\"primaryKeyColumnNames\":[\"a\"],\"columns\":[{"
            + "\"name\":\"a\",\"jdbcType\":4,\"typeName\":\"INT\",\"typeExpression\":\"INT\",\"position\":1,"
            + "\"optional\":false,\"autoIncremented\":false,\"generated\":false}]}}]}";

    @TempDir
    Path directory;

    private enum Who {
        DEBEZIUM,
        DUPLEX;

        DrivenSource start(Map<String, String> config, Optional<Map<String, ?>> offset) {
            return this == DEBEZIUM ? DrivenSource.debezium(config, offset) : DrivenSource.duplex(config, offset);
        }

        Who other() {
            return this == DEBEZIUM ? DUPLEX : DEBEZIUM;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DEBEZIUM, V5_7, false",
        "DEBEZIUM, V8_0, true",
        "DUPLEX, V5_7, true",
        "DUPLEX, V8_0, false",
    })
    void theOtherGoesOnFromTheOffsetAndHistoryOfTheFirst(Who first, MySqlVersion version, boolean markers)
            throws Exception {
        Map<String, String> options = Map.of(
                "database.include.list",
                "shop,aa_sentinel",
                "signal.data.collection",
                ComparedSources.SIGNALS,
                "provide.transaction.metadata",
                String.valueOf(markers));
        try (MySqlServer server = MySqlServer.start(version)) {
            ComparedSources.prepare(server);
            server.execute(
                    "CREATE DATABASE shop",
                    "CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL DEFAULT 'x', price DECIMAL(10,2))",
                    "INSERT INTO shop.item VALUES (1, 'a', 1.5), (2, 'b', NULL)");
            List<SourceRecord> before = runFirst(first, server, options);
            changeWhileNobodyReads(server);

            continueBoth(first, server, options, last(before));
            continueBoth(first, server, options, insideTransaction(before));
            continueBoth(first, server, options, afterStatement(before));
        }
    }

    private List<SourceRecord> runFirst(Who first, MySqlServer server, Map<String, String> options) {
        try (DrivenSource source =
                first.start(ComparedSources.config(server, directory, "first", 5801, options), Optional.empty())) {
            source.until("the sentinel's table", record -> true);
            awaitStreaming(server, source);
            server.execute(
                    "ALTER TABLE shop.item ADD COLUMN made DATE",
                    "CREATE TABLE shop.part (a INT, b INT, KEY (a))",
                    "CREATE TABLE shop.told (a INT NOT NULL)",
                    "INSERT INTO " + ComparedSources.SIGNALS + " VALUES ('told', 'schema-changes', '" + TOLD + "')");
            server.transaction(
                    "INSERT INTO shop.item VALUES (3, 'c', 3, '2026-01-01'), (4, 'd', 4, NULL)",
                    "UPDATE shop.item SET price = price + 1",
                    "INSERT INTO shop.part VALUES (1, 1), (1, 2), (2, 3)",
                    "DELETE FROM shop.item WHERE id = 2");
            server.execute("INSERT INTO " + ComparedSources.SENTINEL + " VALUES (1)");
            return source.until("sentinel 1", record -> isSentinel(record, 1));
        }
    }

    private static void changeWhileNobodyReads(MySqlServer server) {
        server.transaction("INSERT INTO shop.item VALUES (5, 'e', 5, NULL)", "UPDATE shop.part SET b = b + 1");
        server.execute(
                "INSERT INTO shop.told VALUES (1)",
                "ALTER TABLE shop.item MODIFY COLUMN name VARCHAR(40) CHARACTER SET latin1, ADD COLUMN kind ENUM('p','q')",
                "CREATE TABLE shop.late (id BIGINT UNSIGNED PRIMARY KEY, t TIME(3))",
                "RENAME TABLE shop.part TO shop.piece");
        server.transaction(
                "INSERT INTO shop.item VALUES (6, 'é', 6, '2026-02-02', 'q')",
                "INSERT INTO shop.late VALUES (1, '10:11:12.345')",
                "DELETE FROM shop.piece WHERE a = 2");
        server.execute("INSERT INTO " + ComparedSources.SENTINEL + " VALUES (2)");
    }

    /** Each gets a copy of the history, because it adds to it. */
    private void continueBoth(Who first, MySqlServer server, Map<String, String> options, Map<String, ?> offset)
            throws IOException {
        List<List<SourceRecord>> said = new ArrayList<>();
        for (Who who : List.of(first, first.other())) {
            String name = "continued-" + who;
            Files.copy(
                    directory.resolve("first" + HISTORY),
                    directory.resolve(name + HISTORY),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            Map<String, String> config =
                    ComparedSources.config(server, directory, name, who == Who.DEBEZIUM ? 5803 : 5804, options);
            try (DrivenSource source = who.start(config, Optional.of(offset))) {
                said.add(source.until("sentinel 2", record -> isSentinel(record, 2)).stream()
                        .filter(record -> !RecordText.summary(record).contains(TOLD_AGAIN))
                        .toList());
            }
        }

        Comparison comparison = Accepted.divide(
                        first == Who.DEBEZIUM
                                ? Comparison.of(said.get(0), said.get(1))
                                : Comparison.of(said.get(1), said.get(0)))
                .rest();

        System.out.printf(
                "Takeover from %s at %s: compared %d, differing %d%s%n",
                first, offset, comparison.compared(), comparison.differing(), comparison.report(20));
        assertThat(said.get(0)).isNotEmpty();
        assertThat(said.get(1).stream().map(record -> RecordText.summary(record)))
                .noneMatch(summary -> summary.contains("op=r"));
        assertThat(comparison.differences()).as(() -> comparison.report(20)).isEmpty();
    }

    private static void awaitStreaming(MySqlServer server, DrivenSource source) {
        io.duplex.testkit.Eventually.holds(
                "the first connector reads the binlog", java.time.Duration.ofSeconds(60), () -> {
                    source.requireRunning();
                    return server.number("SELECT COUNT(*) FROM information_schema.processlist "
                                    + "WHERE command LIKE 'Binlog Dump%'")
                            == 1;
                });
    }

    private static Map<String, ?> last(List<SourceRecord> records) {
        return records.get(records.size() - 1).sourceOffset();
    }

    /** The offset with the most rows done of a transaction. */
    private static Map<String, ?> insideTransaction(List<SourceRecord> records) {
        return records.stream()
                .map(record -> Map.<String, Object>copyOf(record.sourceOffset()))
                .filter(offset ->
                        offset.containsKey("event") && offset.get("row") instanceof Number row && row.longValue() > 1)
                .findFirst()
                .orElseThrow();
    }

    /** The offset of an ALTER TABLE, which Debezium's says again and Duplex's does not. */
    private static Map<String, ?> afterStatement(List<SourceRecord> records) {
        return records.stream()
                .filter(record -> RecordText.summary(record).contains(TOLD_AGAIN))
                .findFirst()
                .orElseThrow()
                .sourceOffset();
    }

    private static boolean isSentinel(SourceRecord record, int id) {
        return record.topic().endsWith(ComparedSources.SENTINEL)
                && String.valueOf(record.key()).equals("Struct{id=" + id + "}");
    }
}
