// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.table.Column;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns canonical values into the Java types in which Debezium hands values to converters: those of its binlog client
 * in the stream, those of the JDBC driver in a snapshot.
 */
interface RawValues {
    /** What the binlog client has for YEAR 0000. */
    int YEAR_ZERO = 1900;

    /** What the JDBC driver has for it. */
    int DRIVERS_YEAR_ZERO = 2000;

    Set<String> BIG_ENDIAN = Set.of("ucs2", "utf16");

    short BYTE_ORDER_MARK = (short) 0xFEFF;

    /** Returns what a converter gets for this value; null for dates that Debezium reads as NULL. */
    @Nullable
    Object of(Object value);

    /** Returns how values of the binlog are handed on. */
    static RawValues ofBinlog(Column column) {
        return switch (column.type()) {
            case TINYINT -> value -> (int) ((Number) value).byteValue();
            case SMALLINT -> value -> (int) ((Number) value).shortValue();
            case MEDIUMINT -> value -> ((Number) value).intValue() << 8 >> 8;
            case INT -> value -> ((Number) value).intValue();
            case BIGINT -> value -> ((Number) value).longValue();
            case YEAR -> value -> Year.of(year(value));
            case BIT -> value -> BitSet.valueOf(reversed((byte[]) value));
            case DATE -> value -> streamed((MySqlDateTime) value) ? date(value) : null;
            case TIME -> value -> Duration.of((Long) value, ChronoUnit.MICROS);
            case DATETIME -> value -> streamed((MySqlDateTime) value) ? dateTime(value) : null;
            case TIMESTAMP ->
                value -> streamed((MySqlDateTime) value) ? dateTime(value).atZone(ZoneOffset.UTC) : null;
            case BINARY -> value -> unpadded((byte[]) value);
            case ENUM -> value -> ((Number) value).intValue();
            case VECTOR -> value -> floats((byte[]) value);
            case JSON -> value -> JsonMarks.text((byte[]) value);
            default -> value -> value;
        };
    }

    /** Returns how values of a snapshot are handed on. */
    static RawValues ofSnapshot(Column column) {
        return switch (column.type()) {
            case TINYINT -> isBoolean(column) ? value -> ((Number) value).intValue() != 0 : RawValues::integer;
            case SMALLINT, MEDIUMINT -> RawValues::integer;
            case INT -> column.unsigned() ? value -> ((Number) value).longValue() : RawValues::integer;
            case BIGINT ->
                column.unsigned() ? value -> new BigInteger(value.toString()) : value -> ((Number) value).longValue();
            case YEAR -> RawValues::firstOfYear;
            case BIT -> column.length().orElse(1) > 1 ? value -> value : value -> ((byte[]) value)[0] != 0;
            case DATE -> value -> ((MySqlDateTime) value).inCalendar() ? date(value) : null;
            case TIME -> value -> Duration.of((Long) value, ChronoUnit.MICROS);
            case DATETIME -> value -> ((MySqlDateTime) value).inCalendar() ? Timestamp.valueOf(dateTime(value)) : null;
            case TIMESTAMP ->
                value -> ((MySqlDateTime) value).inCalendar()
                        ? Timestamp.from(dateTime(value).toInstant(ZoneOffset.UTC))
                        : null;
            case TINYTEXT, MEDIUMTEXT, LONGTEXT -> Labels.text(column);
            case ENUM -> Labels.ofEnum(column);
            case SET -> Labels.ofSet(column);
            case JSON -> value -> JsonMarks.text((byte[]) value);
            case CHAR, VARCHAR, TEXT ->
                column.charset().filter(BIG_ENDIAN::contains).isPresent()
                        ? value -> marked((byte[]) value)
                        : value -> value;
            default -> value -> value;
        };
    }

    /** Java, and so the driver, writes a byte order mark before UTF-16. */
    private static byte[] marked(byte[] text) {
        return text.length == 0
                ? text
                : ByteBuffer.allocate(text.length + Short.BYTES)
                        .putShort(BYTE_ORDER_MARK)
                        .put(text)
                        .array();
    }

    private static boolean isBoolean(Column column) {
        return column.declaration().declaredType().toUpperCase(Locale.ROOT).startsWith("BOOL");
    }

    private static Object firstOfYear(Object value) {
        int year = ((Number) value).intValue();
        return Date.valueOf(LocalDate.of(year == 0 ? DRIVERS_YEAR_ZERO : year, 1, 1));
    }

    private static Object integer(Object value) {
        return ((Number) value).intValue();
    }

    private static int year(Object value) {
        int year = ((Number) value).intValue();
        return year == 0 ? YEAR_ZERO : year;
    }

    private static boolean streamed(MySqlDateTime value) {
        return value.year() != 0 && value.inCalendar();
    }

    private static LocalDate date(Object value) {
        return ((MySqlDateTime) value).date().orElseThrow();
    }

    private static LocalDateTime dateTime(Object value) {
        return ((MySqlDateTime) value).dateTime().orElseThrow();
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    /** The binlog has BINARY values without the zero bytes at their end. */
    private static byte[] unpadded(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    private static float[] floats(byte[] bytes) {
        float[] floats = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
