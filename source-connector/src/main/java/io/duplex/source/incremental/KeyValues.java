// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Key values in three forms: canonical as rows have them, stored as offsets have them (what Debezium's driver would
 * give, where that is exact), and SQL that compares exactly, whatever the session's character set.
 */
final class KeyValues {
    private static final DateTimeFormatter DATE_TIME = new DateTimeFormatterBuilder()
            .appendPattern("yyyy-MM-dd HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter(Locale.ROOT);

    private KeyValues() {}

    /** Returns the stored form of a canonical value. */
    static @Nullable Object stored(Column column, @Nullable Object value) {
        if (value instanceof Long number) {
            return storedNumber(column, number);
        }
        if (value instanceof byte[] bytes && column.type().family() == ColumnType.Family.TEXT) {
            Optional<MySqlCharset> charset = column.charset().flatMap(MySqlCharsets::of);
            String text = charset.map(known -> known.decode(bytes)).orElse("");
            return charset.isPresent() && charset.get().exact(bytes, text) ? text : bytes;
        }
        if (value instanceof byte[] bytes && column.type() == ColumnType.BIT) {
            return new BigInteger(1, bytes);
        }
        if (value instanceof MySqlDateTime time) {
            return column.type() == ColumnType.DATE ? time.dateText() : time.text(column.fractionalDigits());
        }
        return value;
    }

    private static Object storedNumber(Column column, Long number) {
        return switch (column.type()) {
            case TIME -> MySqlTime.text(number, column.fractionalDigits());
            case TINYINT, SMALLINT, MEDIUMINT, YEAR -> number.intValue();
            case INT -> column.unsigned() ? (Object) number : (Object) number.intValue();
            case ENUM ->
                number > 0 && number <= column.labels().size() ? column.labels().get(number.intValue() - 1) : number;
            default -> number;
        };
    }

    /** Returns what of a column is compared: a label's number, as the key's order is that of numbers. */
    static String operand(Column column, String quoted) {
        return column.type().family() == ColumnType.Family.LABELS ? "(" + quoted + "+0)" : quoted;
    }

    /** Returns a stored value as SQL. */
    static String sql(Column column, Object stored) {
        if (stored instanceof byte[] bytes) {
            return introducer(column) + hex(bytes);
        }
        if (stored instanceof Number || stored instanceof Boolean) {
            return stored instanceof Float number ? Double.toString(number) : stored.toString();
        }
        String text = text(stored);
        if (column.type() == ColumnType.ENUM) {
            return Integer.toString(column.labels().indexOf(text) + 1);
        }
        Optional<MySqlCharset> charset = column.charset().flatMap(MySqlCharsets::of);
        return charset.isPresent()
                ? introducer(column) + hex(charset.get().encode(text))
                : "_utf8mb4 " + hex(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String introducer(Column column) {
        return column.type().family() == ColumnType.Family.TEXT
                ? "_" + column.charset().orElse("binary") + " "
                : "";
    }

    private static String hex(byte[] bytes) {
        return "x'" + HexFormat.of().formatHex(bytes) + "'";
    }

    /** Debezium's driver gives times as objects. */
    private static String text(Object stored) {
        if (stored instanceof Timestamp timestamp) {
            return DATE_TIME.format(timestamp.toLocalDateTime());
        }
        if (stored instanceof LocalDateTime time) {
            return DATE_TIME.format(time);
        }
        if (stored instanceof Duration time) {
            return MySqlTime.text(time.toNanos() / 1000, 6);
        }
        return stored.toString();
    }
}
