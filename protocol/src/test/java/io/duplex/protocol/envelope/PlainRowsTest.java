// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.header.TableText;
import io.duplex.protocol.header.TablesHeader;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;

class PlainRowsTest {
    private static final JsonConverter TYPED = new JsonConverter();
    private static final JsonConverter PLAIN = new JsonConverter();
    private static final JsonConverter NUMERIC = new JsonConverter();
    private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123Z");
    private static final TableId ID = new TableId("sh.op", "o\"r\".\"ders");

    static {
        TYPED.configure(Map.of("schemas.enable", "true"), false);
        PLAIN.configure(Map.of("schemas.enable", "false"), false);
        NUMERIC.configure(Map.of("schemas.enable", "false", "decimal.format", "NUMERIC"), false);
    }

    @Property(tries = 1500)
    void rowsWithoutSchemasAreThoseWithSchemasInEveryMode(@ForAll long seed) {
        RandomRows rows = new RandomRows(seed);
        TableSchema table = asServersTellIt(rows.table());
        EnvelopeOptions options = EnvelopeOptions.of("p")
                .withTime(rows.pick(TimePrecision.values()))
                .withDecimal(rows.pick(DecimalMode.values()))
                .withBigintUnsigned(rows.pick(BigintUnsignedMode.values()))
                .withBinary(rows.pick(BinaryMode.values()));
        RowChange.Update change = new RowChange.Update(table, rows.row(table), rows.row(table));
        EncodedChange encoded = new EnvelopeSchema(table, options).encode(change, context(table.id()));

        DecodedChange typed = new EnvelopeDecoder().decode(typed(encoded.value()), encoded.exact());
        DecodedChange plain = new EnvelopeDecoder().decode(plain(encoded.value()), encoded.exact());
        assertThat(plain.isUntyped()).isTrue();

        for (TableSchema told : List.of(
                told(table),
                TableText.parse(table.id(), TableText.of(table)),
                TablesHeader.decode(TablesHeader.encode(List.of(told(table), table)))
                        .get(1))) {
            assertThat(new PlainRows(told, options).typed(plain)).isEqualTo(typed);
        }
    }

    /** What a row of JSON does not tell, its table's column does; the type as declared tells the sign, too. */
    private static TableSchema asServersTellIt(TableSchema table) {
        List<Column> columns = table.columns().stream()
                .map(column -> {
                    String declared = column.declaration().declaredType();
                    if (column.unsigned() && !declared.equals("BOOLEAN")) {
                        return column.toBuilder()
                                .type(column.type(), declared + " UNSIGNED")
                                .build();
                    }
                    boolean bytes = column.charset().filter("binary"::equals).isPresent();
                    return bytes
                            ? column.toBuilder().charset(Optional.of("utf8mb4")).build()
                            : column.toBuilder().unsigned(false).build();
                })
                .toList();
        return new TableSchema(ID, columns, table.primaryKey(), List.of(), TableSchema.TableOptions.NONE);
    }

    private static TableSchema told(TableSchema table) {
        SchemaChange change = new SchemaChange(
                context(table.id()).source(),
                NOW,
                Optional.of(table.id().database()),
                Optional.of("ALTER TABLE"),
                List.of(
                        new SchemaChange.TableChange(SchemaChange.Kind.ALTER, table.id(), Optional.of(table)),
                        new SchemaChange.TableChange(SchemaChange.Kind.DROP, table.id(), Optional.empty())));
        Struct read = plain(change.value());
        assertThat(PlainRecords.isPlain(read)).isTrue();
        assertThat(PlainRecords.isPlain(typed(change.value()))).isFalse();
        assertThat(SchemaChange.decode(read)).isEqualTo(SchemaChange.decode(change.value()));
        assertThat(SchemaChange.tables(read).get(1).table()).isEmpty();
        assertThat(SchemaChange.tables(read).get(0).id()).isEqualTo(table.id());
        return SchemaChange.tables(read).get(0).table().orElseThrow();
    }

    @Test
    void markersAndHeartbeatsAreKnownByTheirFields() {
        TransactionMarker begin = TransactionMarker.begin("gtid:1", NOW);
        TransactionMarker end = TransactionMarker.end("gtid:1", Map.of("a.b", 2L), NOW);

        assertThat(TransactionMarker.decode(plain(begin.value()))).isEqualTo(begin);
        assertThat(TransactionMarker.decode(plain(end.value()))).isEqualTo(end);
        assertThat(Heartbeats.isHeartbeat(plain(Heartbeats.value(NOW)).schema()))
                .isTrue();
        assertThat(Heartbeats.topicPrefix(PlainRecords.key(map(PLAIN, Heartbeats.key("p")))))
                .contains("p");
        assertThat(PlainRecords.value(Map.of("id", 1L))).isEmpty();
    }

    @Test
    void decimalsThatAreNumbersAreTakenWhenNoDigitCanBeLost() {
        Column small =
                Column.builder("d", ColumnType.DECIMAL).length(15).scale(4).build();
        Column large =
                Column.builder("d", ColumnType.DECIMAL).length(30).scale(4).build();

        assertThat(numeric(small, new BigDecimal("-12345678901.2300")).get(0))
                .isEqualTo(new BigDecimal("-12345678901.2300"));
        assertThat(numeric(small, new BigDecimal("5.0000")).get(0)).isEqualTo(new BigDecimal("5.0000"));
        assertThatThrownBy(() -> numeric(large, new BigDecimal("1.2300")))
                .hasMessageContaining("d cannot be 1.23")
                .hasMessageContaining("value.converter.decimal.format=BASE64");
    }

    private static DecodedImage numeric(Column column, BigDecimal value) {
        TableSchema table = new TableSchema(ID, List.of(column), List.of(), List.of(), TableSchema.TableOptions.NONE);
        EnvelopeOptions options = EnvelopeOptions.of("p");
        Struct encoded = new EnvelopeSchema(table, options)
                .encode(new RowChange.Insert(table, RowImage.of(value)), context(ID))
                .value();
        Struct read = PlainRecords.value((Map<?, ?>) map(NUMERIC, encoded)).orElseThrow();
        DecodedChange plain = new EnvelopeDecoder().decode(read, Optional.empty());
        return new PlainRows(table, options).typed(plain).after().orElseThrow();
    }

    @Test
    void aRealThatItsFloatCannotHoldIsInfinityOrZeroInJsonAndItselfInTheHeader() {
        Column real = Column.builder("r", ColumnType.DOUBLE)
                .type(ColumnType.DOUBLE, "REAL")
                .build();
        TableSchema table = new TableSchema(ID, List.of(real), List.of(), List.of(), TableSchema.TableOptions.NONE);
        EnvelopeOptions options = EnvelopeOptions.of("p");
        for (double value : new double[] {1e300, -1e300, Double.MIN_VALUE, -Double.MIN_VALUE, -1e-300, -0.0, 1.5}) {
            EncodedChange encoded = new EnvelopeSchema(table, options)
                    .encode(new RowChange.Insert(table, RowImage.of(value)), context(ID));

            DecodedChange plain = new EnvelopeDecoder().decode(plain(encoded.value()), encoded.exact());

            Object read = new PlainRows(table, options)
                    .typed(plain)
                    .after()
                    .orElseThrow()
                    .get(0);
            assertThat(((Number) Objects.requireNonNull(read)).doubleValue()).isEqualTo(value);
        }
    }

    @Test
    void aRowOfAnotherVersionOrModeIsRefusedByTheColumn() {
        assertRefused("DATETIME", 1_700_000_000_000_000L, "c has a date or time that MySQL does not know");
        assertRefused("DATETIME", "2026-01-01T00:00:00Z", "c cannot be the text");
        assertRefused("TIME", 10_000_000_000_000L, "c has a date or time that MySQL does not know");
        assertRefused("INT", 1L << 40, "c cannot be 1099511627776: it is no INT32");
        assertRefused("TINYINT", 1.5, "c cannot be 1.5: it is no INT16");
        assertRefused("BLOB", "no base64!", "c cannot be the text");
        assertRefused("DECIMAL", "fwAAAAAAAAAA", "it has more than 10 digits");

        assertThatThrownBy(() -> read(ColumnType.INT, Map.of("gone", 1L)))
                .hasMessageContaining("the table has no column gone");
    }

    @Test
    void columnsThatTheSourceExcludesAreMissing() {
        TableSchema table = new TableSchema(
                ID,
                List.of(
                        Column.builder("a", ColumnType.INT).build(),
                        Column.builder("b", ColumnType.DATETIME).length(6).build(),
                        Column.builder("c", ColumnType.INT).build()),
                List.of(),
                List.of(),
                TableSchema.TableOptions.NONE);

        DecodedImage image = read(table, Map.of("c", 3L, "b", 1L));

        assertThat(image.columns()).containsExactly("b", "c");
        assertThat(image.get(0)).isEqualTo(new MySqlDateTime(1970, 1, 1, 0, 0, 0, 1));
        assertThat(image.get(1)).isEqualTo(3L);
    }

    private static void assertRefused(String type, Object value, String message) {
        assertThatThrownBy(() -> read(ColumnType.valueOf(type), Map.of("c", value)))
                .as(type)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static DecodedImage read(ColumnType type, Map<String, Object> row) {
        return read(
                new TableSchema(
                        ID,
                        List.of(Column.builder("c", type).build()),
                        List.of(),
                        List.of(),
                        TableSchema.TableOptions.NONE),
                row);
    }

    private static DecodedImage read(TableSchema table, Map<String, Object> row) {
        Map<String, Object> value = new HashMap<>();
        value.put("op", "c");
        value.put("source", Map.of("name", "p", "db", "d", "table", "t"));
        value.put("after", row);
        DecodedChange change =
                new EnvelopeDecoder().decode(PlainRecords.value(value).orElseThrow(), Optional.empty());
        return new PlainRows(table, EnvelopeOptions.of("p"))
                .typed(change)
                .after()
                .orElseThrow();
    }

    private static ChangeContext context(TableId table) {
        SourceInfo source = new SourceInfo(
                "0.1.0",
                "p",
                1_700_000_000_123_456L,
                SourceInfo.Snapshot.FALSE,
                table.database(),
                Optional.of(table.table()),
                7L,
                Optional.of("gtid:1"),
                "binlog.000001",
                4L,
                1,
                OptionalLong.of(9),
                Optional.empty());
        return new ChangeContext(source, Optional.of(new TransactionBlock("gtid:1", 3, 2)), NOW);
    }

    private static Struct typed(Struct value) {
        return (Struct) map(TYPED, value);
    }

    private static Struct plain(Struct value) {
        return PlainRecords.value((Map<?, ?>) map(PLAIN, value)).orElseThrow();
    }

    private static Object map(JsonConverter converter, Struct value) {
        byte[] bytes = converter.fromConnectData("t", value.schema(), value);
        return converter.toConnectData("t", bytes).value();
    }
}
