// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** What Debezium says about a column beside its values: JDBC type, type name, length, scale, default. */
final class DebeziumColumn {
    private static final int DECIMAL_PRECISION = 10;
    private static final String EPOCH = "1970-01-01 00:00:00";
    private static final String ZEROFILL = " ZEROFILL";
    private static final String UNSIGNED = " UNSIGNED";

    private DebeziumColumn() {}

    /** Returns the type as declared, upper case, without length. */
    static String typeName(Column column) {
        String name = column.declaration().declaredType().toUpperCase(Locale.ROOT);
        if (name.equals("SERIAL")) {
            return "BIGINT UNSIGNED";
        }
        return name.endsWith(ZEROFILL) && !name.contains(UNSIGNED)
                ? name.substring(0, name.length() - ZEROFILL.length()) + UNSIGNED + ZEROFILL
                : name;
    }

    /** Returns the character set; that of NCHAR and NVARCHAR has the older of its names. */
    static Optional<String> charset(Column column) {
        return column.charset().map(name -> typeName(column).startsWith("N") && name.equals("utf8mb3") ? "utf8" : name);
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
            case TINYINT -> isBoolean(column) ? OptionalInt.empty() : column.length();
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

    /** Returns the constant of {@link JdbcTypes} that Debezium's parser gives the column. */
    static int jdbcType(Column column) {
        String name = typeName(column);
        return switch (column.type()) {
            case TINYINT -> isBoolean(column) ? JdbcTypes.BOOLEAN : JdbcTypes.SMALLINT;
            case SMALLINT -> JdbcTypes.SMALLINT;
            case MEDIUMINT, INT, YEAR -> JdbcTypes.INTEGER;
            case BIGINT -> JdbcTypes.BIGINT;
            case DECIMAL -> name.startsWith("NUMERIC") ? JdbcTypes.NUMERIC : JdbcTypes.DECIMAL;
            case FLOAT -> JdbcTypes.FLOAT;
            case DOUBLE ->
                isReal(column) ? JdbcTypes.REAL : name.startsWith("FLOAT") ? JdbcTypes.FLOAT : JdbcTypes.DOUBLE;
            case BIT -> JdbcTypes.BIT;
            case DATE -> JdbcTypes.DATE;
            case TIME -> JdbcTypes.TIME;
            case DATETIME -> JdbcTypes.TIMESTAMP;
            case TIMESTAMP -> JdbcTypes.TIMESTAMP_WITH_TIMEZONE;
            case CHAR -> name.startsWith("N") ? JdbcTypes.NCHAR : JdbcTypes.CHAR;
            case VARCHAR -> name.startsWith("N") ? JdbcTypes.NVARCHAR : JdbcTypes.VARCHAR;
            case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> JdbcTypes.VARCHAR;
            case ENUM, SET -> JdbcTypes.CHAR;
            case BINARY -> JdbcTypes.BINARY;
            case VARBINARY -> JdbcTypes.VARBINARY;
            case TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> JdbcTypes.BLOB;
            default -> JdbcTypes.OTHER;
        };
    }

    /** Tells whether Debezium takes the column for text, as it does ENUM and SET, but not JSON. */
    static boolean isText(Column column) {
        return switch (jdbcType(column)) {
            case JdbcTypes.CHAR, JdbcTypes.VARCHAR, JdbcTypes.NCHAR, JdbcTypes.NVARCHAR -> true;
            default -> false;
        };
    }

    /** Returns the default as the schema change topic spells it. */
    static Optional<String> defaultExpression(Column column) {
        return column.defaultValue().flatMap(value -> switch (value.kind()) {
            case NULL, EXPRESSION -> Optional.empty();
            case CURRENT_TIMESTAMP -> Optional.of(EPOCH);
            case LITERAL -> Optional.of(bitDigits(value).orElseGet(() -> written(value.text())));
        });
    }

    /** Returns a text as the server writes it between quotes: Debezium takes defaults and comments as written. */
    static String written(String text) {
        StringBuilder written = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\'' -> written.append("''");
                case '\\' -> written.append("\\\\");
                case '\n' -> written.append("\\n");
                case '\r' -> written.append("\\r");
                case 0 -> written.append("\\0");
                default -> written.append(c);
            }
        }
        return written.toString();
    }

    /** Returns the digits of a literal {@code b'101'}. */
    static Optional<String> bitDigits(ColumnDefault literal) {
        String text = literal.text();
        boolean bits = text.length() >= 3 && (text.startsWith("b'") || text.startsWith("B'")) && text.endsWith("'");
        return bits ? Optional.of(text.substring(2, text.length() - 1)) : Optional.empty();
    }
}
