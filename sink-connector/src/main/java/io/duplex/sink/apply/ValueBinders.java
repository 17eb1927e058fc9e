// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Canonical values to those of a statement, by the target column's type, such that the target stores the source's bytes
 * and finds the row by them.
 */
final class ValueBinders {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);
    private static final Map<ColumnType, ValueBinder> BINDERS = new EnumMap<>(ColumnType.class);

    static {
        for (ColumnType type : ColumnType.values()) {
            BINDERS.put(
                    type,
                    switch (type.family()) {
                        case INTEGER -> ValueBinders::integer;
                        case NUMBER -> ValueBinders::decimal;
                        case TEMPORAL -> ValueBinders::dateTime;
                        case TEXT -> ValueBinders::text;
                        case BYTES, SPATIAL -> ValueBinders::bytes;
                        case LABELS -> ValueBinders::labels;
                        case JSON -> ValueBinders::json;
                    });
        }
        BINDERS.put(ColumnType.FLOAT, ValueBinders::approximate);
        BINDERS.put(ColumnType.DOUBLE, ValueBinders::approximate);
        BINDERS.put(ColumnType.BIT, ValueBinders::bits);
        BINDERS.put(ColumnType.DATE, ValueBinders::date);
        BINDERS.put(ColumnType.TIME, ValueBinders::time);
    }

    private ValueBinders() {}

    /** Writes one value that is not NULL. */
    @FunctionalInterface
    interface ValueBinder {
        void write(ValueOutput output, Object value, Column column) throws SQLException;
    }

    /**
     * Writes one value.
     *
     * @throws IllegalArgumentException when the column cannot hold such a value
     */
    static void write(ValueOutput output, @Nullable Object value, Column column) throws SQLException {
        if (value == null) {
            output.sqlNull();
        } else {
            Objects.requireNonNull(BINDERS.get(column.type())).write(output, value, column);
        }
    }

    /** Returns the condition under which the column, part of a key, has the value of its parameter. */
    static String keyCondition(Column column) {
        return operand(column) + " = " + comparable(column);
    }

    /** A SET of 64 compares as a signed number, its bits do not; but bits have no index. */
    private static String operand(Column column) {
        String name = TableId.quote(column.name());
        return column.type() == ColumnType.SET && column.labels().size() == Long.SIZE ? "(" + name + " | 0)" : name;
    }

    /** Returns the condition under which the column has exactly the bytes of its parameter, or is NULL as it is. */
    static String exactCondition(Column column) {
        String name = TableId.quote(column.name());
        if (column.type() == ColumnType.VECTOR) {
            return "CAST(" + name + " AS BINARY) <=> ?";
        }
        return switch (column.type().family()) {
            case TEXT -> "CAST(" + name + " AS BINARY) <=> CAST(" + convert(column) + " AS BINARY)";
            case JSON -> name + " <=> CAST(? AS JSON)";
            default -> operand(column) + " <=> " + comparable(column);
        };
    }

    /** Returns a value of the column as its index has it, with a question mark for the value. */
    static String comparable(Column column) {
        if (column.type().family() != ColumnType.Family.TEXT) {
            return "?";
        }
        // The column's own collation, so that its index serves.
        return column.text()
                .collation()
                .map(c -> convert(column) + " COLLATE " + c)
                .orElse("?");
    }

    private static String convert(Column column) {
        return column.charset().map(c -> "CONVERT(? USING " + c + ")").orElse("?");
    }

    private static void integer(ValueOutput output, Object value, Column column) throws SQLException {
        if (value instanceof Long number && !(column.unsigned() && number < 0)) {
            output.integer(number);
        } else {
            output.decimal(number(value, column));
        }
    }

    private static void decimal(ValueOutput output, Object value, Column column) throws SQLException {
        output.decimal(number(value, column));
    }

    static BigDecimal number(Object value, Column column) {
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        if (value instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (value instanceof Long number) {
            // Debezium's bigint.unsigned.handling.mode=long shows values above 2^63 as negative.
            boolean wrapped = number < 0 && column.unsigned() && column.type() == ColumnType.BIGINT;
            BigInteger integer = BigInteger.valueOf(number);
            return new BigDecimal(wrapped ? integer.add(TWO_TO_64) : integer);
        }
        if (value instanceof String || value instanceof Double || value instanceof Float) {
            return new BigDecimal(value.toString());
        }
        throw unfit(value, column);
    }

    /** As text in double precision, which the server reads back to the same bits; a literal would lose -0. */
    private static void approximate(ValueOutput output, Object value, Column column) throws SQLException {
        if (value instanceof Float || value instanceof Double) {
            output.text(Double.toString(((Number) value).doubleValue()));
        } else {
            output.text(number(value, column).toPlainString());
        }
    }

    private static void bits(ValueOutput output, Object value, Column column) throws SQLException {
        if (value instanceof byte[] bigEndian) {
            output.decimal(new BigDecimal(new BigInteger(1, bigEndian)));
        } else if (value instanceof Long number) {
            output.integer(number);
        } else {
            throw unfit(value, column);
        }
    }

    private static void date(ValueOutput output, Object value, Column column) throws SQLException {
        if (!(value instanceof MySqlDateTime date)) {
            throw unfit(value, column);
        }
        output.text(date.dateText());
    }

    private static void dateTime(ValueOutput output, Object value, Column column) throws SQLException {
        if (!(value instanceof MySqlDateTime dateTime)) {
            throw unfit(value, column);
        }
        output.text(dateTime.text(dateTime.micros() == 0 ? 0 : 6));
    }

    private static void time(ValueOutput output, Object value, Column column) throws SQLException {
        if (!(value instanceof Long micros)) {
            throw unfit(value, column);
        }
        output.text(MySqlTime.text(micros, micros % 1_000_000 == 0 ? 0 : 6));
    }

    /** Text is converted by the server; bytes, which are exact already, are taken as the column's own. */
    private static void text(ValueOutput output, Object value, Column column) throws SQLException {
        if (value instanceof String text) {
            output.text(text);
        } else if (value instanceof byte[] exact) {
            output.bytes(exact);
        } else {
            throw unfit(value, column);
        }
    }

    private static void bytes(ValueOutput output, Object value, Column column) throws SQLException {
        if (!(value instanceof byte[] exact)) {
            throw unfit(value, column);
        }
        output.bytes(exact);
    }

    private static void labels(ValueOutput output, Object value, Column column) throws SQLException {
        if (value instanceof Long number) {
            output.decimal(new BigDecimal(Long.toUnsignedString(number)));
        } else if (value instanceof String text) {
            long number = column.type() == ColumnType.ENUM ? index(text, column) : mask(text, column);
            output.decimal(new BigDecimal(Long.toUnsignedString(number)));
        } else {
            throw unfit(value, column);
        }
    }

    /** Tells whether this is the value 0 of an ENUM, which strict mode does not store. */
    static boolean errorValue(@Nullable Object value, Column column) {
        return column.type() == ColumnType.ENUM && value instanceof Long index && index == 0;
    }

    private static long index(String label, Column column) {
        int position = column.labels().indexOf(label);
        if (position < 0) {
            throw new IllegalArgumentException(
                    "column " + column.name() + " has no label '" + label + "' on the target");
        }
        return position + 1L;
    }

    /** Returns the number of an ENUM's label or of a SET's labels, empty when the column lacks one. */
    static Optional<Long> labelNumber(String text, Column column) {
        try {
            return Optional.of(column.type() == ColumnType.ENUM ? index(text, column) : mask(text, column));
        } catch (IllegalArgumentException missing) {
            return Optional.empty();
        }
    }

    private static long mask(String labels, Column column) {
        long mask = 0;
        if (!labels.isEmpty()) {
            for (String label : labels.split(",", -1)) {
                mask |= 1L << (index(label, column) - 1);
            }
        }
        return mask;
    }

    private static void json(ValueOutput output, Object value, Column column) throws SQLException {
        output.json(document(value, column));
    }

    private static String document(Object value, Column column) {
        if (value instanceof String text) {
            return JsonTexts.withoutLineEnds(text);
        }
        if (value instanceof byte[] utf8) {
            return JsonTexts.withoutLineEnds(new String(utf8, StandardCharsets.UTF_8));
        }
        throw unfit(value, column);
    }

    /** Tells whether the value is a JSON document that only an expression makes, no parameter. */
    static boolean isExpression(@Nullable Object value, Column column) {
        return value != null
                && column.type() == ColumnType.JSON
                && JsonExpression.of(document(value, column)).isPresent();
    }

    private static IllegalArgumentException unfit(Object value, Column column) {
        String remedy = value instanceof String
                ? "; the sink needs binary.handling.mode=bytes and a temporal mode that is not a plain string"
                : "";
        return new IllegalArgumentException("column " + column.name() + " of type " + column.type() + " cannot hold a "
                + value.getClass().getSimpleName() + remedy);
    }
}
