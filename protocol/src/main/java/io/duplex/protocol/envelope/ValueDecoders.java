// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;

/** What the values of a field mean, by the name and type of its schema; see {@link DecodedImage} for the table. */
final class ValueDecoders {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long SECONDS_PER_DAY = 86_400L;
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long MICROS_PER_MILLI = 1000L;
    private static final long NANOS_PER_MICRO = 1000L;

    private static final Map<String, ValueDecoder> BY_NAME = Map.ofEntries(
            Map.entry(SemanticTypes.YEAR, value -> year(number(value))),
            Map.entry(SemanticTypes.DATE, value -> ofDay(number(value))),
            Map.entry(
                    org.apache.kafka.connect.data.Date.LOGICAL_NAME,
                    value -> ofDay(Math.floorDiv(((Date) value).toInstant().toEpochMilli(), MILLIS_PER_DAY))),
            Map.entry(SemanticTypes.ISO_DATE, value -> MySqlDateTime.parse(withoutZone(value))),
            Map.entry(SemanticTypes.TIME, value -> number(value) * MICROS_PER_MILLI),
            Map.entry(SemanticTypes.MICRO_TIME, value -> value),
            Map.entry(SemanticTypes.NANO_TIME, value -> Math.floorDiv(number(value), NANOS_PER_MICRO)),
            Map.entry(
                    org.apache.kafka.connect.data.Time.LOGICAL_NAME,
                    value -> ((Date) value).toInstant().toEpochMilli() * MICROS_PER_MILLI),
            Map.entry(SemanticTypes.ISO_TIME, value -> MySqlTime.parse(withoutZone(value))),
            Map.entry(SemanticTypes.TIMESTAMP, value -> ofMicros(number(value) * MICROS_PER_MILLI)),
            Map.entry(SemanticTypes.MICRO_TIMESTAMP, value -> ofMicros(number(value))),
            Map.entry(SemanticTypes.NANO_TIMESTAMP, value -> ofMicros(Math.floorDiv(number(value), NANOS_PER_MICRO))),
            Map.entry(
                    org.apache.kafka.connect.data.Timestamp.LOGICAL_NAME,
                    value -> ofMicros(((Date) value).toInstant().toEpochMilli() * MICROS_PER_MILLI)),
            Map.entry(SemanticTypes.ISO_TIMESTAMP, ValueDecoders::zoned),
            Map.entry(SemanticTypes.ZONED_TIMESTAMP, ValueDecoders::zoned),
            Map.entry(SemanticTypes.GEOMETRY, value -> SpatialWires.decodeGeometry((Struct) value)),
            Map.entry(SemanticTypes.GEOGRAPHY, value -> SpatialWires.decodeGeometry((Struct) value)),
            Map.entry(SemanticTypes.POINT, value -> SpatialWires.decodeGeometry((Struct) value)),
            Map.entry(SemanticTypes.FLOAT_VECTOR, value -> SpatialWires.decodeVector((List<?>) value)),
            Map.entry(SemanticTypes.DOUBLE_VECTOR, value -> SpatialWires.decodeVector((List<?>) value)));

    private ValueDecoders() {}

    /** Turns the values of one field, never null, into those of a {@link DecodedImage}. */
    interface ValueDecoder {
        Object decode(Object value);
    }

    static ValueDecoder of(Schema schema) {
        String name = schema.name();
        if (SemanticTypes.BITS.equals(name)) {
            return bits(schema);
        }
        if (SemanticTypes.ENUM.equals(name) || SemanticTypes.ENUM_SET.equals(name)) {
            return TextWires.decoder(schema);
        }
        ValueDecoder named = name == null ? null : BY_NAME.get(name);
        if (named != null) {
            return named;
        }
        return switch (schema.type()) {
            case INT8, INT16, INT32, INT64 -> ValueDecoders::integer;
            case BOOLEAN -> value -> (Boolean) value ? 1L : 0L;
            case BYTES -> value -> value instanceof Number ? value : bytes(value);
            default -> value -> value;
        };
    }

    private static ValueDecoder bits(Schema schema) {
        Map<String, String> parameters = schema.parameters();
        String length = parameters == null ? null : parameters.get(SemanticTypes.LENGTH);
        int size = length == null ? 0 : (Integer.parseInt(length) + 7) / 8;
        return value -> {
            byte[] littleEndian = bytes(value);
            return ColumnWires.reversed(size == 0 ? littleEndian : Arrays.copyOf(littleEndian, size));
        };
    }

    private static Object integer(Object value) {
        return value instanceof Long ? value : (Object) number(value);
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private static Object year(long year) {
        return year == TemporalWires.YEAR_ZERO ? 0L : year;
    }

    /** Returns the content of a BYTES value, which Connect allows to be an array or a buffer. */
    static byte[] bytes(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes;
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        if (buffer.hasArray() && buffer.arrayOffset() == 0 && buffer.remaining() == buffer.array().length) {
            return buffer.array();
        }
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static MySqlDateTime ofDay(long epochDay) {
        LocalDate date = LocalDate.ofEpochDay(epochDay);
        return MySqlDateTime.ofDate(date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }

    private static MySqlDateTime ofMicros(long micros) {
        long seconds = Math.floorDiv(micros, MICROS_PER_SECOND);
        int rest = (int) Math.floorMod(micros, MICROS_PER_SECOND);
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
        int second = (int) Math.floorMod(seconds, SECONDS_PER_DAY);
        return new MySqlDateTime(
                date.getYear(),
                date.getMonthValue(),
                date.getDayOfMonth(),
                second / 3600,
                second / 60 % 60,
                second % 60,
                rest);
    }

    private static Object zoned(Object value) {
        String text = (String) value;
        if (text.endsWith("Z")) {
            return MySqlDateTime.parse(withoutZone(text));
        }
        LocalDateTime utc =
                OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
        return MySqlDateTime.of(utc);
    }

    private static String withoutZone(Object value) {
        String text = (String) value;
        return text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
    }
}
