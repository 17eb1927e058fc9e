// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes columns and their values for a temporary table that holds the same. */
final class ServerValues {
    private static final HexFormat HEX = HexFormat.of();

    private ServerValues() {}

    /** Returns a literal that the column stores as this value. */
    static String literal(Column column, @Nullable Object value) {
        if (value == null) {
            return "NULL";
        }
        if (value instanceof byte[] bytes) {
            return bytes(column, bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Float number) {
            return Double.toString(number.doubleValue());
        }
        if (value instanceof MySqlDateTime time) {
            return "'" + (column.type() == ColumnType.DATE ? time.dateText() : time.text(column.fractionalDigits()))
                    + "'";
        }
        if (value instanceof Long number) {
            if (column.type() == ColumnType.TIME) {
                return "'" + MySqlTime.text(number, column.fractionalDigits()) + "'";
            }
            return column.type() == ColumnType.SET ? Long.toUnsignedString(number) : number.toString();
        }
        return value.toString();
    }

    private static String bytes(Column column, byte[] bytes) {
        if (column.type() == ColumnType.BIT) {
            return new BigInteger(1, bytes).toString();
        }
        String hex = "x'" + HEX.formatHex(column.type() == ColumnType.JSON ? JsonMarks.removed(bytes) : bytes) + "'";
        return switch (column.type().family()) {
            case JSON -> "_utf8mb4 " + hex;
            case TEXT -> "_" + column.charset().orElse("binary") + " " + hex;
            default -> "_binary " + hex;
        };
    }

    /** Returns the column's definition without what only concerns writing it. */
    static String definition(Column column) {
        StringBuilder definition = new StringBuilder(column.type().name());
        size(column).ifPresent(size -> definition.append('(').append(size).append(')'));
        if (column.unsigned()) {
            definition.append(" UNSIGNED");
        }
        if (column.declaration().declaredType().contains("ZEROFILL")) {
            definition.append(" ZEROFILL");
        }
        if (column.type().hasCharset()) {
            column.charset()
                    .ifPresent(charset -> definition.append(" CHARACTER SET ").append(charset));
            column.text()
                    .collation()
                    .ifPresent(collation -> definition.append(" COLLATE ").append(collation));
        }
        return definition.append(column.nullable() ? " NULL" : " NOT NULL").toString();
    }

    private static Optional<String> size(Column column) {
        if (column.type().family() == ColumnType.Family.LABELS) {
            return Optional.of(column.labels().stream()
                    .map(label -> "'" + label.replace("\\", "\\\\").replace("'", "''") + "'")
                    .collect(Collectors.joining(",")));
        }
        boolean sized = switch (column.type()) {
            case YEAR, DATE, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> false;
            default -> column.length().isPresent();
        };
        if (!sized) {
            return Optional.empty();
        }
        String length = String.format(Locale.ROOT, "%d", column.length().orElseThrow());
        return Optional.of(
                column.scale().isPresent() ? length + "," + column.scale().getAsInt() : length);
    }
}
