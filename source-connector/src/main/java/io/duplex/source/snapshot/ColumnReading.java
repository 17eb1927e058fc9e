// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
 * text, because the driver would round or refuse some of their values. Where the text protocol already brings that
 * text, nothing is asked of the server; in the binary protocol of cursors it must convert.
 *
 * @param expression over the quoted column name
 * @param value from the selected bytes to the canonical value
 * @param cursor whether this is for the binary protocol
 */
public record ColumnReading(UnaryOperator<String> expression, Function<byte[], Object> value, boolean cursor) {
    private static final Map<ColumnType, ColumnReading> TEXT_PROTOCOL = all(false);
    private static final Map<ColumnType, ColumnReading> BINARY_PROTOCOL = all(true);

    private static Map<ColumnType, ColumnReading> all(boolean cursor) {
        Map<ColumnType, ColumnReading> all = new EnumMap<>(ColumnType.class);
        for (ColumnType type : ColumnType.values()) {
            all.put(
                    type,
                    switch (type.family()) {
                        case INTEGER -> asText(ColumnReading::integer, cursor);
                        case TEMPORAL -> asText(of(MySqlDateTime::parse), cursor);
                        case LABELS ->
                            new ColumnReading(
                                    // A cursor's table would have a column as wide as a label, not as its number.
                                    column -> "CAST(CAST(" + column + " AS UNSIGNED) AS CHAR(20))",
                                    of(Long::parseUnsignedLong),
                                    cursor);
                        case NUMBER, TEXT, BYTES, JSON, SPATIAL ->
                            new ColumnReading(UnaryOperator.identity(), bytes -> bytes, cursor);
                    });
        }
        all.put(ColumnType.TIME, asText(of(MySqlTime::parse), cursor));
        // A cursor keeps its rows in a table, whose column would be too short for a negative DECIMAL(30,30).
        all.put(ColumnType.DECIMAL, cast("CHAR(80)", of(BigDecimal::new), cursor));
        // Multiplied, a FLOAT becomes a DOUBLE, and the server prints all of its digits; adding would lose -0. As text,
        // without which the binary protocol does not do, it has fewer, but as many as a FLOAT needs; so a DOUBLE is
        // not multiplied there.
        all.put(
                ColumnType.FLOAT,
                new ColumnReading(
                        column -> cursor ? "CAST(" + column + " * 1e0 AS CHAR(40))" : column + " * 1e0",
                        of(text -> (float) Double.parseDouble(text)),
                        cursor));
        all.put(
                ColumnType.DOUBLE,
                new ColumnReading(
                        column -> cursor ? "CAST(" + column + " AS CHAR(350))" : column + " * 1e0",
                        of(Double::valueOf),
                        cursor));
        // In the binary protocol the driver does not know the type.
        all.put(ColumnType.VECTOR, cast("BINARY", bytes -> bytes, cursor));
        all.put(ColumnType.JSON, new ColumnReading(CopiedDocument::select, CopiedDocument::read, cursor));
        return all;
    }

    /** Returns how this column is read out of a result set of the text protocol, which is the usual one. */
    public static ColumnReading of(Column column) {
        return of(column, false);
    }

    /** Returns how this column is read: with {@code cursor}, out of a result set of the binary protocol. */
    static ColumnReading of(Column column, boolean cursor) {
        ColumnReading reading = (cursor ? BINARY_PROTOCOL : TEXT_PROTOCOL).get(column.type());
        if (reading == null) {
            throw new IllegalStateException("Nothing tells how columns of type " + column.type() + " are read");
        }
        return reading;
    }

    /** Returns what to select of this column. */
    public String select(Column column) {
        return expression.apply(TableId.quote(column.name()));
    }

    private static ColumnReading asText(Function<byte[], Object> parser, boolean cursor) {
        return cast("CHAR", parser, cursor);
    }

    /** As it is, or through a cursor as another type. */
    private static ColumnReading cast(String type, Function<byte[], Object> parser, boolean cursor) {
        return new ColumnReading(
                cursor ? column -> "CAST(" + column + " AS " + type + ")" : UnaryOperator.identity(), parser, cursor);
    }

    /** Not as ASCII, whose decoder looks at each byte. */
    private static Function<byte[], Object> of(Function<String, Object> parser) {
        return bytes -> parser.apply(new String(bytes, ISO_8859_1));
    }

    private static Object integer(byte[] text) {
        int first = text[0] == '-' ? 1 : 0;
        if (text.length > 18) {
            return large(new BigInteger(new String(text, ISO_8859_1)));
        }
        long number = 0;
        for (int i = first; i < text.length; i++) {
            number = number * 10 + (text[i] - '0');
        }
        return first == 1 ? -number : number;
    }

    private static Object large(BigInteger number) {
        return number.bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
    }
}
