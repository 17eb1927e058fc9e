// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * How a column is read exactly: the expression to select, and what its bytes mean. Numbers, dates and labels come as
 * text, because the driver would round or refuse some of their values.
 *
 * @param expression over the quoted column name
 * @param value from the selected bytes to the canonical value
 */
public record ColumnReading(UnaryOperator<String> expression, Function<byte[], Object> value) {
    private static final ColumnReading RAW = new ColumnReading(UnaryOperator.identity(), bytes -> bytes);
    private static final ColumnReading INTEGER = asText(ColumnReading::integer);
    private static final ColumnReading DATE_TIME = asText(MySqlDateTime::parse);
    private static final ColumnReading LABELS =
            new ColumnReading(column -> "CAST(CAST(" + column + " AS UNSIGNED) AS CHAR)", of(Long::parseUnsignedLong));
    private static final Map<ColumnType, ColumnReading> BY_TYPE = new EnumMap<>(ColumnType.class);

    static {
        for (ColumnType type : ColumnType.values()) {
            BY_TYPE.put(
                    type,
                    switch (type.family()) {
                        case INTEGER -> INTEGER;
                        case TEMPORAL -> DATE_TIME;
                        case LABELS -> LABELS;
                        case NUMBER, TEXT, BYTES, JSON, SPATIAL -> RAW;
                    });
        }
        BY_TYPE.put(ColumnType.TIME, asText(MySqlTime::parse));
        BY_TYPE.put(ColumnType.DECIMAL, asText(BigDecimal::new));
        // Multiplied, a FLOAT becomes a DOUBLE, and the server prints all of its digits; adding would lose -0, and
        // a CAST to text the last digits of the largest and smallest values.
        BY_TYPE.put(ColumnType.FLOAT, floating(text -> (float) Double.parseDouble(text)));
        BY_TYPE.put(ColumnType.DOUBLE, floating(Double::valueOf));
        BY_TYPE.put(ColumnType.JSON, new ColumnReading(c -> "CAST(" + c + " AS CHAR CHARACTER SET utf8mb4)", b -> b));
    }

    /** Returns how this column is read. */
    public static ColumnReading of(Column column) {
        return BY_TYPE.getOrDefault(column.type(), RAW);
    }

    /** Returns what to select of this column. */
    public String select(Column column) {
        return expression.apply(TableId.quote(column.name()));
    }

    private static ColumnReading asText(Function<String, Object> parser) {
        return new ColumnReading(column -> "CAST(" + column + " AS CHAR)", of(parser));
    }

    private static ColumnReading floating(Function<String, Object> parser) {
        return new ColumnReading(column -> column + " * 1e0", of(parser));
    }

    private static Function<byte[], Object> of(Function<String, Object> parser) {
        return bytes -> parser.apply(new String(bytes, US_ASCII));
    }

    private static Object integer(String text) {
        return text.length() < 19 ? (Object) Long.valueOf(text) : large(new BigInteger(text));
    }

    private static Object large(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
    }
}
