// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchemaRecoveryTest {
    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final Map<String, String> SOURCE = Map.of("server", "shop");
    private static final TableId T = new TableId("app", "t");

    private final MemorySchemaHistory history = new MemorySchemaHistory();

    @Test
    void statementsCountUpToTheOffsetAndNoFurther() {
        history.record(entry(SERVER + ":1-5", "CREATE TABLE t (a INT)"));
        history.record(entry(SERVER + ":1-6", "ALTER TABLE t ADD b INT"));
        history.record(entry(SERVER + ":1-9", "ALTER TABLE t ADD c INT"));

        assertThat(columns(SERVER + ":1-8")).containsExactly("a", "b");
        assertThat(columns(SERVER + ":1-9")).containsExactly("a", "b", "c");
    }

    @Test
    void aStatementRecordedAgainAfterACrashCountsOnce() {
        history.record(entry(SERVER + ":1-5", "CREATE TABLE t (a INT)"));
        history.record(entry(SERVER + ":1-6", "ALTER TABLE t ADD b INT"));
        history.record(entry(SERVER + ":1-7", "ALTER TABLE t ADD c INT"));
        history.record(entry(SERVER + ":1-6", "ALTER TABLE t ADD b INT"));
        history.record(entry(SERVER + ":1-7", "ALTER TABLE t ADD c INT"));

        assertThat(columns(SERVER + ":1-7")).containsExactly("a", "b", "c");
    }

    @Test
    void aHistoryThatDebeziumWroteIsUnderstood() {
        String snapshot = "{\"source\":{\"server\":\"shop\"},\"position\":{\"ts_sec\":1,\"file\":\"bin.000001\","
                + "\"pos\":157,\"gtids\":\"" + SERVER + ":1-5\",\"snapshot\":\"INITIAL\"},\"ts_ms\":5,"
                + "\"databaseName\":\"app\",\"ddl\":\"CREATE TABLE `t` (\\n  `a` int NOT NULL,\\n  PRIMARY KEY"
                + " (`a`)\\n) ENGINE=InnoDB\",\"tableChanges\":[{\"type\":\"CREATE\"}]}";
        String change = "{\"source\":{\"server\":\"shop\"},\"position\":{\"transaction_id\":null,\"ts_sec\":2,"
                + "\"file\":\"bin.000001\",\"pos\":300,\"gtids\":\"" + SERVER + ":1-5\",\"server_id\":1,\"event\":1},"
                + "\"ts_ms\":6,\"databaseName\":\"app\",\"ddl\":\"ALTER TABLE t ADD b INT\",\"tableChanges\":[]}";
        history.record(HistoryRecord.fromJson(snapshot));
        history.record(HistoryRecord.fromJson(change));

        assertThat(columns(SERVER + ":1-5")).containsExactly("a");
        assertThat(columns(SERVER + ":1-6")).containsExactly("a", "b");
    }

    @Test
    void tablesThatASignalToldAreUnderstoodAsDebeziumWritesThem() {
        String table = "{\"defaultCharsetName\":\"latin1\",\"primaryKeyColumnNames\":[\"k\"],\"columns\":["
                + "{\"name\":\"v\",\"jdbcType\":12,\"typeName\":\"VARCHAR\",\"typeExpression\":\"VARCHAR\","
                + "\"charsetName\":\"utf8mb4\",\"length\":5,\"position\":2,\"optional\":true,"
                + "\"autoIncremented\":false,\"generated\":false,\"hasDefaultValue\":true,"
                + "\"defaultValueExpression\":\"it''s\",\"enumValues\":[]},"
                + "{\"name\":\"k\",\"jdbcType\":-5,\"typeName\":\"BIGINT UNSIGNED\",\"position\":1,"
                + "\"optional\":false,\"autoIncremented\":true,\"generated\":true}]}";
        String told = "{\"source\":{\"server\":\"shop\"},\"position\":{\"gtids\":\"" + SERVER + ":1-6\"},\"ts_ms\":6,"
                + "\"databaseName\":\"app\",\"tableChanges\":[{\"type\":\"ALTER\",\"id\":\"\\\"app\\\".\\\"t\\\"\","
                + "\"previousId\":\"app.old\",\"table\":" + table + "},{\"type\":\"DROP\",\"id\":\"app.gone\"}]}";
        history.record(entry(SERVER + ":1-5", "CREATE TABLE old (a INT)"));
        history.record(entry(SERVER + ":1-5", "CREATE TABLE gone (a INT)"));
        HistoryRecord entry = HistoryRecord.fromJson(told);
        history.record(entry);
        history.record(entry(SERVER + ":1-7", "ALTER TABLE t ADD c INT"));

        TableCatalog tables = new SchemaRecovery(ServerDefaults.ofVersion(80033), false)
                .recover(history, SOURCE, Map.of("gtids", SERVER + ":1-7"))
                .tables();

        assertThat(HistoryRecord.fromJson(entry.toJson())).isEqualTo(entry);
        assertThat(tables.tables()).extracting(TableSchema::id).containsExactly(T);
        assertThat(tables.table(T).orElseThrow().primaryKey()).containsExactly("k");
        assertThat(tables.table(T).orElseThrow().columns())
                .extracting(column -> column.name() + " " + column.declaration().declaredType() + " "
                        + column.charset().orElse("-") + " "
                        + column.defaultValue().map(value -> value.text()).orElse("-") + " "
                        + column.attributes().autoIncrement())
                .containsExactly("k BIGINT UNSIGNED - - true", "v VARCHAR utf8mb4 it's false", "c INT -  false");
    }

    @Test
    void offsetsWithoutGtidsCompareByFileAndPosition() {
        assertThat(SchemaRecovery.reached(Map.of("file", "b.000002", "pos", 4), Map.of("file", "b.000010", "pos", 4)))
                .isTrue();
        assertThat(SchemaRecovery.reached(Map.of("file", "b.000002", "pos", 5), Map.of("file", "b.000002", "pos", 4)))
                .isFalse();
    }

    @Test
    void theSessionOfAStatementSurvivesTheHistory() {
        StatementContext context = StatementContext.of("app", 4 | 1 << 20)
                .withExplicitDefaultsForTimestamp(false)
                .withServerCollation(8)
                .withUtf8mb4Collation(45);
        HistoryRecord entry =
                new HistoryRecord(SOURCE, Map.of("gtids", SERVER + ":1"), 17, Optional.of("DROP TABLE \"x\""), context);

        assertThat(HistoryRecord.fromJson(entry.toJson())).isEqualTo(entry);
    }

    @Test
    void unreadableStatementsStopRecoveryUnlessTheyAreToBeSkipped() {
        history.record(entry(SERVER + ":1", "CREATE TABLE t (a INT)"));
        history.record(entry(SERVER + ":1-2", "ALTER TABLE t FROBNICATE"));

        assertThatThrownBy(() -> columns(SERVER + ":1-2")).isInstanceOf(DdlException.class);
        TableCatalog skipping = new SchemaRecovery(ServerDefaults.ofVersion(80033), true)
                .recover(history, SOURCE, Map.of("gtids", SERVER + ":1-2"))
                .tables();
        assertThat(skipping.table(T)).isPresent();
    }

    @Test
    void aFileKeepsItsEntries(@TempDir Path folder) {
        Path file = folder.resolve("deep/history.dat");
        SchemaHistory first = new FileSchemaHistory(file);
        boolean before = first.exists();
        first.record(entry(SERVER + ":1", "CREATE TABLE t (ä INT)"));
        first.close();

        TableCatalog catalog = new SchemaRecovery(ServerDefaults.ofVersion(80033), false)
                .recover(new FileSchemaHistory(file), SOURCE, Map.of("gtids", SERVER + ":1"))
                .tables();

        assertThat(before).isFalse();
        assertThat(catalog.table(T)).isPresent();
    }

    @Test
    void optionsNameWhatIsMissingAndWhichStatementsAreKept() {
        assertThatThrownBy(() -> options(Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("schema.history.internal.kafka.topic");
        Map<String, String> memory =
                Map.of("schema.history.internal", "io.debezium.relational.history.MemorySchemaHistory");
        Map<String, String> captured = new HashMap<>(memory);
        captured.put("schema.history.internal.store.only.captured.tables.ddl", "true");
        DdlParser parser = new DdlParser(80033);
        DdlStatement other = parser.parse("DROP TABLE other", StatementContext.of("app"));
        DdlStatement view = parser.parse("DROP VIEW v", StatementContext.of("app"));

        assertThat(options(memory).keeps(other, T::equals, "app"::equals)).isTrue();
        assertThat(options(captured).keeps(other, T::equals, "app"::equals)).isFalse();
        assertThat(options(memory).keeps(view, T::equals, "app"::equals)).isFalse();
        assertThat(view.ddlClass()).isEqualTo(DdlClass.VIEW);
    }

    private static SchemaHistoryOptions options(Map<String, String> values) {
        ConfigDef definition = new ConfigDef();
        SchemaHistoryOptions.define(definition);
        return SchemaHistoryOptions.from(new AbstractConfig(definition, values));
    }

    private List<String> columns(String gtids) {
        TableCatalog catalog = new SchemaRecovery(ServerDefaults.ofVersion(80033), false)
                .recover(history, SOURCE, Map.of("gtids", gtids))
                .tables();
        return catalog.table(T).orElseThrow().columns().stream()
                .map(Column::name)
                .toList();
    }

    private static HistoryRecord entry(String gtids, String ddl) {
        return new HistoryRecord(SOURCE, Map.of("gtids", gtids), 0, Optional.of(ddl), StatementContext.of("app"));
    }

    @Test
    void aStartReadsTheLastFullCopyAndWhatCameAfterIt() {
        TableCatalog tables = new TableCatalog(ServerDefaults.ofVersion(80033));
        CopyingHistory copying = new CopyingHistory(history, tables, 3, 0);
        DdlParser parser = new DdlParser(80033);
        List<String> statements = List.of(
                "CREATE DATABASE app CHARACTER SET latin1",
                "CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(9) DEFAULT 'x', UNIQUE KEY u (b(3)))",
                "CREATE TABLE other (e ENUM('p','q') NOT NULL COMMENT 'say', g INT AS (1) STORED)",
                "ALTER TABLE t ADD c TEXT",
                "ALTER TABLE other ADD KEY (e), ADD d TIMESTAMP(3) DEFAULT CURRENT_TIMESTAMP(3)",
                "RENAME TABLE other TO app.another",
                "ALTER TABLE t DROP b",
                "CREATE TABLE late (s SET('m','n'))");
        for (int i = 0; i < statements.size(); i++) {
            tables.apply(parser.parse(statements.get(i), StatementContext.of("app")));
            copying.record(entry(SERVER + ":1-" + (i + 1), statements.get(i)));
        }

        SchemaRecovery.Recovered whole = recovered(history, statements.size());
        SchemaRecovery.Recovered early = recovered(history, 5);
        MemorySchemaHistory torn = new MemorySchemaHistory();
        history.replay(history.extent().end() - 3, (place, entry) -> torn.record(entry));

        assertThat(whole.tables().models()).isEqualTo(tables.models());
        assertThat(whole.tables().databases()).isEqualTo(tables.databases());
        assertThat(whole.statements()).isEqualTo(2);
        assertThat(early.tables()
                        .table(new TableId("app", "other"))
                        .orElseThrow()
                        .columns())
                .hasSize(3);
        assertThat(recovered(torn, statements.size()).tables().models()).isEqualTo(tables.models());
    }

    @Test
    void aStatementThatIsInTheCopyAlreadyDoesNotCountAgain() {
        TableCatalog tables = new TableCatalog(ServerDefaults.ofVersion(80033));
        CopyingHistory copying = new CopyingHistory(history, tables, 2, 0);
        for (HistoryRecord entry : List.of(
                entry(SERVER + ":1-5", "CREATE TABLE t (a INT)"), entry(SERVER + ":1-6", "ALTER TABLE t ADD b INT"))) {
            tables.apply(new DdlParser(80033).parse(entry.ddl().orElseThrow(), entry.context()));
            copying.record(entry);
        }
        MemorySchemaHistory copyFirst = new MemorySchemaHistory();
        history.replay(2, (place, entry) -> copyFirst.record(entry));
        copyFirst.record(entry(SERVER + ":1-6", "ALTER TABLE t ADD b INT"));
        copyFirst.record(entry(SERVER + ":1-7", "ALTER TABLE t ADD c INT"));

        assertThat(recovered(copyFirst, 7).tables().table(T).orElseThrow().columns())
                .extracting(Column::name)
                .containsExactly("a", "b", "c");
    }

    private static SchemaRecovery.Recovered recovered(SchemaHistory from, int transactions) {
        return new SchemaRecovery(ServerDefaults.ofVersion(80033), false)
                .recover(from, SOURCE, Map.of("gtids", SERVER + ":1-" + transactions));
    }
}
