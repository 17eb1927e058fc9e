// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class RecordsTest {
    private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123Z");
    private static final SourceInfo SOURCE = new SourceInfo(
            "0.1.0",
            "p",
            1_700_000_000_123_456L,
            SourceInfo.Snapshot.LAST_IN_DATA_COLLECTION,
            "shop",
            Optional.of("t"),
            7L,
            Optional.of("gtid:1"),
            "binlog.000001",
            4L,
            1,
            OptionalLong.of(9),
            Optional.of("INSERT"));

    private static Struct throughJson(Struct value) {
        try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", "true"), false);
            byte[] bytes = json.fromConnectData("t", value.schema(), value);
            return (Struct) json.toConnectData("t", bytes).value();
        }
    }

    @Test
    void aSourceBlockIsReadAsItWasWritten() {
        assertThat(SourceInfo.decode(throughJson(SOURCE.encode()))).isEqualTo(SOURCE);
        Struct block = SOURCE.encode();
        assertThat(block.getInt64("ts_ms")).isEqualTo(1_700_000_000_123L);
        assertThat(block.getInt64("ts_ns")).isEqualTo(1_700_000_000_123_456_000L);
        assertThat(block.getString("connector")).isEqualTo("mysql");
    }

    @Test
    void aSourceBlockOfAnOlderDebeziumIsReadWithWhatItHas() {
        Schema old = SchemaBuilder.struct()
                .field("ts_ms", Schema.INT64_SCHEMA)
                .field("db", Schema.STRING_SCHEMA)
                .field("table", Schema.OPTIONAL_STRING_SCHEMA)
                .build();

        SourceInfo source = SourceInfo.decode(
                new Struct(old).put("ts_ms", 5L).put("db", "d").put("table", "t"));

        assertThat(source.tableId()).isEqualTo(new TableId("d", "t"));
        assertThat(source.timestampMicros()).isEqualTo(5000L);
        assertThat(source.gtid()).isEmpty();
    }

    @Test
    void transactionMarkersAreReadAsTheyWereWritten() {
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("shop.b", 2L);
        counts.put("shop.a", 1L);
        TransactionMarker begin = TransactionMarker.begin("gtid:1", NOW);
        TransactionMarker end = TransactionMarker.end("gtid:1", counts, NOW);

        assertThat(TransactionMarker.decode(throughJson(begin.value()))).isEqualTo(begin);
        TransactionMarker read = TransactionMarker.decode(throughJson(end.value()));
        assertThat(read).isEqualTo(end);
        assertThat(read.eventCount()).hasValue(3);
        assertThat(read.dataCollections().keySet()).containsExactly("shop.b", "shop.a");
        assertThat(begin.value().get("data_collections")).isNull();
        assertThat(TransactionMarker.isMarker(begin.value().schema())).isTrue();
        assertThat(TransactionMarker.isMarker(null)).isFalse();
    }

    @Test
    void aSchemaChangeTellsTheStatementAndTheTable() {
        TableSchema table = table();
        SchemaChange change = new SchemaChange(
                SOURCE,
                NOW,
                Optional.of("shop"),
                Optional.of("CREATE TABLE t ..."),
                List.of(
                        new SchemaChange.TableChange(SchemaChange.Kind.CREATE, table.id(), Optional.of(table)),
                        new SchemaChange.TableChange(
                                SchemaChange.Kind.DROP, new TableId("shop", "o\"ld"), Optional.empty())));

        Struct value = throughJson(change.value());

        assertThat(SchemaChange.decode(value))
                .isEqualTo(new SchemaChange.Decoded(SOURCE, Optional.of("shop"), Optional.of("CREATE TABLE t ...")));
        List<Struct> changes = value.getArray("tableChanges");
        assertThat(changes.get(0).getString("id")).isEqualTo("\"shop\".\"t\"");
        assertThat(changes.get(0).getStruct("table").getArray("primaryKeyColumnNames"))
                .isEqualTo(List.of("id"));
        assertThat(changes.get(1).getStruct("table")).isNull();
        assertThat(SchemaChange.isSchemaChange(value.schema())).isTrue();
        assertThat(change.key().getString("databaseName")).isEqualTo("shop");
    }

    @Test
    void aStatementWithoutDatabaseHasAnEmptyKey() {
        SchemaChange change = new SchemaChange(SOURCE, NOW, Optional.empty(), Optional.of("CREATE USER u"), List.of());

        assertThat(change.key().getString("databaseName")).isEmpty();
        assertThat(SchemaChange.decode(throughJson(change.value())).databaseName())
                .isEmpty();
    }

    private static TableSchema table() {
        return new TableSchema(
                new TableId("shop", "t"),
                List.of(
                        Column.builder("id", ColumnType.INT).nullable(false).build(),
                        Column.builder("n", ColumnType.INT)
                                .defaultValue(Optional.of(ColumnDefault.literal("5")))
                                .build()),
                List.of("id"),
                List.of(),
                TableSchema.TableOptions.NONE);
    }

    @Test
    void nullInAColumnWithADefaultStaysNull() {
        RowImage row = RowImage.of(1L, null);
        EncodedChange encoded = new EnvelopeSchema(table(), EnvelopeOptions.of("p"))
                .encode(new RowChange.Insert(table(), row), new ChangeContext(SOURCE, Optional.empty(), NOW));

        DecodedImage direct = new EnvelopeDecoder()
                .decode(encoded.value(), Optional.empty())
                .after()
                .orElseThrow();
        DecodedImage throughJson = new EnvelopeDecoder()
                .decode(throughJson(encoded.value()), encoded.exact())
                .after()
                .orElseThrow();

        assertThat(direct.get(1)).isNull();
        assertThat(throughJson.get(1)).isNull();
    }

    @Test
    void keysFollowTheRowAfterAnUpdateAndTheRowBeforeADelete() {
        EnvelopeSchema schema = new EnvelopeSchema(table(), EnvelopeOptions.of("p"));
        RowImage one = RowImage.of(1L, 1L);
        RowImage two = RowImage.of(2L, 1L);
        ChangeContext context = new ChangeContext(SOURCE, Optional.empty(), NOW);

        EncodedChange update = schema.encode(new RowChange.Update(table(), one, two), context);
        EncodedChange delete = schema.encode(new RowChange.Delete(table(), one), context);

        assertThat(update.key().orElseThrow().getInt32("id")).isEqualTo(2);
        assertThat(delete.key().orElseThrow().getInt32("id")).isEqualTo(1);
        assertThat(schema.sameKey(one, two)).isFalse();
        assertThat(schema.sameKey(one, RowImage.of(1L, 7L))).isTrue();
        assertThat(EnvelopeDecoder.isEnvelope(update.value().schema())).isTrue();
        assertThat(EnvelopeDecoder.isEnvelope(SourceInfo.SCHEMA)).isFalse();
    }

    @Test
    void aRowThatDoesNotFitTheTableIsRefused() {
        EnvelopeSchema schema = new EnvelopeSchema(table(), EnvelopeOptions.of("p"));
        RowChange change = new RowChange.Insert(table(), RowImage.of(1L));

        assertThatThrownBy(() -> schema.encode(change, new ChangeContext(SOURCE, Optional.empty(), NOW)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.t has 1 values, but the table has 2 columns");
    }

    @Test
    void namesOfColumnsAreKnownThroughPropagatedSourceTypes() {
        TableSchema table = new TableSchema(
                new TableId("shop", "t"),
                List.of(Column.builder("my-column", ColumnType.INT).build()),
                List.of(),
                List.of(),
                TableSchema.TableOptions.NONE);
        EnvelopeOptions options = EnvelopeOptions.of("p")
                .withFieldNames(NameAdjustment.AVRO)
                .withColumns(ColumnRules.NONE.withRules(
                        List.of(new ColumnRules.Rule((any, column) -> true, new ColumnRewrite.SourceType(false)))));
        Struct row = new EnvelopeSchema(table, options)
                .encode(new RowChange.Read(table, RowImage.of(3L)), new ChangeContext(SOURCE, Optional.empty(), NOW))
                .value()
                .getStruct("after");

        assertThat(row.schema().field("my_column")).isNotNull();
        assertThat(new EnvelopeDecoder().decodeImage(row).columns()).containsExactly("my-column");
    }

    @Test
    void optionValuesAreReadInAnyCaseAndOthersNamed() {
        assertThat(BinaryMode.parse("Base64-URL-safe")).isEqualTo(BinaryMode.BASE64_URL_SAFE);
        assertThat(TimePrecision.parse("isostring")).isEqualTo(TimePrecision.ISOSTRING);
        assertThatThrownBy(() -> DecimalMode.parse("exact"))
                .hasMessage("Unknown value 'exact' of decimal.handling.mode; use one of precise, double, string");
    }

    @Test
    void topicsHaveOnlyLegalCharacters() {
        assertThat(EnvelopeOptions.of("p").dataTopic(new TableId("a-b", "t \u00fc")))
                .isEqualTo("p.a-b.t__");
    }
}
