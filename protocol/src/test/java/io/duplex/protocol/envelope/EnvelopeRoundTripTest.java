// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.MySqlCharsets;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;

class EnvelopeRoundTripTest {
    private static final JsonConverter JSON = new JsonConverter();
    private static final Instant NOW = Instant.parse("2026-05-06T07:08:09.123456789Z");

    @BeforeContainer
    static void withSchemas() {
        JSON.configure(Map.of("schemas.enable", "true"), false);
    }

    @Property(tries = 1500)
    void everyRowOfEveryTableIsReadAsItWasWrittenInEveryMode(@ForAll long seed) {
        RandomRows rows = new RandomRows(seed);
        TableSchema table = rows.table();
        EnvelopeOptions options = options(rows);
        RowChange.Update change = new RowChange.Update(table, rows.row(table), rows.row(table));

        EncodedChange encoded = new EnvelopeSchema(table, options).encode(change, context(table));
        DecodedChange decoded = new EnvelopeDecoder().decode(throughJson(encoded.value()), encoded.exact());

        assertThat(decoded.operation()).isEqualTo(Operation.UPDATE);
        assertThat(decoded.table()).isEqualTo(table.id());
        assertThat(decoded.transaction()).contains(new TransactionBlock("gtid:1", 3, 2));
        assertThat(decoded.source()).isEqualTo(context(table).source());
        assertThat(canonical(decoded.before().orElseThrow(), table)).isEqualTo(change.before());
        assertThat(canonical(decoded.after().orElseThrow(), table)).isEqualTo(change.after());
    }

    @Property(tries = 300)
    void whatConnectHandsOnWithoutAConverterIsReadTheSame(@ForAll long seed) {
        RandomRows rows = new RandomRows(seed);
        TableSchema table = rows.table();
        EnvelopeOptions options = options(rows);
        RowChange.Delete change = new RowChange.Delete(table, rows.row(table));

        EncodedChange encoded = new EnvelopeSchema(table, options).encode(change, context(table));
        encoded.value().validate();
        DecodedChange decoded = new EnvelopeDecoder().decode(encoded.value(), encoded.exact());

        assertThat(decoded.operation()).isEqualTo(Operation.DELETE);
        assertThat(decoded.after()).isEmpty();
        assertThat(canonical(decoded.before().orElseThrow(), table)).isEqualTo(change.before());
        assertThat(encoded.key().isPresent()).isEqualTo(!table.identity().isEmpty());
    }

    private static EnvelopeOptions options(RandomRows rows) {
        return EnvelopeOptions.of("p")
                .withTime(rows.pick(TimePrecision.values()))
                .withDecimal(rows.pick(DecimalMode.values()))
                .withBigintUnsigned(rows.pick(BigintUnsignedMode.values()))
                .withBinary(rows.pick(BinaryMode.values()))
                .withTimeAdjuster(rows.pick(new Boolean[] {true, false}));
    }

    private static ChangeContext context(TableSchema table) {
        SourceInfo source = new SourceInfo(
                "0.1.0",
                "p",
                1_700_000_000_123_456L,
                SourceInfo.Snapshot.FALSE,
                table.id().database(),
                Optional.of(table.id().table()),
                7L,
                Optional.of("gtid:1"),
                "binlog.000001",
                4L,
                1,
                OptionalLong.of(9),
                Optional.empty());
        return new ChangeContext(source, Optional.of(new TransactionBlock("gtid:1", 3, 2)), NOW);
    }

    private static Struct throughJson(Struct value) {
        byte[] bytes = JSON.fromConnectData("t", value.schema(), value);
        return (Struct) JSON.toConnectData("t", bytes).value();
    }

    /** What a sink that knows the columns makes of a decoded row. */
    private static RowImage canonical(DecodedImage image, TableSchema table) {
        @Nullable Object[] values = new @Nullable Object[image.size()];
        for (int i = 0; i < image.size(); i++) {
            Column column = table.columns().get(i);
            assertThat(image.name(i)).isEqualTo(column.name());
            Object value = image.get(i);
            values[i] = value == null ? null : canonical(column, value);
        }
        return RowImage.of(values);
    }

    private static Object canonical(Column column, Object value) {
        return switch (column.type()) {
            case BIGINT -> value instanceof BigDecimal decimal ? integer(decimal.toBigIntegerExact()) : value;
            case DECIMAL -> decimal(value).setScale(column.scale().orElse(0));
            case FLOAT -> ((Number) value).floatValue();
            case DOUBLE -> ((Number) value).doubleValue();
            case BIT -> value instanceof Long bit ? new byte[] {bit.byteValue()} : value;
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> text(column, value);
            case ENUM ->
                value instanceof String label ? (Object) (column.labels().indexOf(label) + 1L) : value;
            case SET -> value instanceof String labels ? bits(column.labels(), labels) : value;
            case JSON -> value instanceof String json ? json.getBytes(StandardCharsets.UTF_8) : value;
            default -> value;
        };
    }

    private static Object integer(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private static BigDecimal decimal(Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        return value instanceof Double number ? BigDecimal.valueOf(number) : new BigDecimal((String) value);
    }

    private static Object text(Column column, Object value) {
        return value instanceof String text
                ? MySqlCharsets.of(column.charset().orElse("utf8mb4"))
                        .orElseThrow()
                        .encode(text)
                : value;
    }

    private static Object bits(List<String> labels, String members) {
        return members.isEmpty()
                ? (Object) 0L
                : Arrays.stream(members.split(",", -1))
                        .mapToLong(label -> 1L << labels.indexOf(label))
                        .sum();
    }
}
