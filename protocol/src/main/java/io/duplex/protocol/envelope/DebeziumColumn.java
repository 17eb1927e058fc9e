// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import java.sql.Types;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What Debezium says about a column beside its values: JDBC type, type name, length, scale, default. */
final class DebeziumColumn {
    private static final int DECIMAL_PRECISION = 10;
    private static final String EPOCH = "1970-01-01 00:00:00";

    private DebeziumColumn() {}

    /** Returns the type as declared, upper case, without length. */
    static String typeName(Column column) {
        return column.declaration().declaredType().toUpperCase(Locale.ROOT);
    }

    /** Tells whether the statement said BOOL or BOOLEAN, which makes a boolean field. */
    static boolean isBoolean(Column column) {
        String name = typeName(column);
        return name.equals("BOOL") || name.equals("BOOLEAN");
    }

    /** Tells whether the statement said REAL, which makes a FLOAT32 field of a DOUBLE column. */
    static boolean isReal(Column column) {
        return typeName(column).startsWith("REAL");
    }

    static int precision(Column column) {
        return column.length().orElse(DECIMAL_PRECISION);
    }

    static int scale(Column column) {
        return column.scale().orElse(0);
    }

    static OptionalInt length(Column column) {
        return switch (column.type()) {
            case DECIMAL -> OptionalInt.of(precision(column));
            case BIT -> OptionalInt.of(column.length().orElse(1));
            case ENUM -> OptionalInt.of(1);
            case SET -> OptionalInt.of(Math.max(0, column.labels().size() * 2 - 1));
            default -> column.length();
        };
    }

    static OptionalInt scaleOrNone(Column column) {
        return switch (column.type()) {
            case DECIMAL -> OptionalInt.of(scale(column));
            default -> column.scale();
        };
    }

    /** Returns the constant of {@link Types} that Debezium's parser gives the column. */
    static int jdbcType(Column column) {
        String name = typeName(column);
        return switch (column.type()) {
            case TINYINT -> isBoolean(column) ? Types.BOOLEAN : Types.SMALLINT;
            case SMALLINT -> Types.SMALLINT;
            case MEDIUMINT, INT, YEAR -> Types.INTEGER;
            case BIGINT -> Types.BIGINT;
            case DECIMAL -> name.startsWith("NUMERIC") ? Types.NUMERIC : Types.DECIMAL;
            case FLOAT -> Types.FLOAT;
            case DOUBLE -> isReal(column) ? Types.REAL : name.startsWith("FLOAT") ? Types.FLOAT : Types.DOUBLE;
            case BIT -> Types.BIT;
            case DATE -> Types.DATE;
            case TIME -> Types.TIME;
            case DATETIME -> Types.TIMESTAMP;
            case TIMESTAMP -> Types.TIMESTAMP_WITH_TIMEZONE;
            case CHAR -> name.startsWith("N") ? Types.NCHAR : Types.CHAR;
            case VARCHAR -> name.startsWith("N") ? Types.NVARCHAR : Types.VARCHAR;
            case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> Types.VARCHAR;
            case ENUM, SET -> Types.CHAR;
            case BINARY -> Types.BINARY;
            case VARBINARY -> Types.VARBINARY;
            case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> Types.BLOB;
            default -> Types.OTHER;
        };
    }

    /** Returns the default as the schema change topic spells it. */
    static Optional<String> defaultExpression(Column column) {
        return column.defaultValue().flatMap(value -> switch (value.kind()) {
            case NULL, EXPRESSION -> Optional.empty();
            case CURRENT_TIMESTAMP -> Optional.of(EPOCH);
            case LITERAL -> Optional.of(bitDigits(value).orElse(value.text()));
        });
    }

    /** Returns the digits of a literal {@code b'101'}. */
    static Optional<String> bitDigits(ColumnDefault literal) {
        String text = literal.text();
        boolean bits = text.length() >= 3 && (text.startsWith("b'") || text.startsWith("B'")) && text.endsWith("'");
        return bits ? Optional.of(text.substring(2, text.length() - 1)) : Optional.empty();
    }
}
