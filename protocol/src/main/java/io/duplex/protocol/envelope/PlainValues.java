// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes values of a schema out of those that Connect's JsonConverter makes of JSON without schemas: maps, lists, texts,
 * booleans, and of numbers Long, or Double when they have a point or an exponent.
 */
final class PlainValues {
    private static final long MILLIS_PER_DAY = 86_400_000L;
    /** Digits that every Double, and every Long, tells exactly. */
    private static final int DOUBLE_DIGITS = 15;

    private static final int LONG_DIGITS = 18;

    private static final Set<Object> INFINITE = Set.of("Infinity", "-Infinity");

    private PlainValues() {}

    /** Returns a struct with those of the fields that the schema has. */
    static UncheckedStruct struct(Schema schema, Map<?, ?> fields) {
        UncheckedStruct struct = new UncheckedStruct(schema);
        for (Field field : schema.fields()) {
            Object value = fields.get(field.name());
            if (value != null) {
                struct.put(field, of(field, value));
            }
        }
        return struct;
    }

    /**
     * Returns the value of a field.
     *
     * @throws IllegalArgumentException when the field cannot have it
     */
    static Object of(Field field, Object value) {
        try {
            return of(field.schema(), value);
        } catch (IllegalArgumentException | ArithmeticException unfit) {
            throw new IllegalArgumentException(
                    field.name() + " cannot be " + shown(value) + ": " + unfit.getMessage(), unfit);
        }
    }

    private static String shown(Object value) {
        return value instanceof String text ? "the text of " + text.length() + " characters" : value.toString();
    }

    private static Object of(Schema schema, Object value) {
        String name = schema.name();
        if (name != null && name.startsWith("org.apache.kafka.connect.data.")) {
            return logical(schema, name, value);
        }
        return switch (schema.type()) {
            case BOOLEAN -> expect(Boolean.class, value, schema);
            case INT8 -> (byte) integer(value, schema, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case INT16 -> (short) integer(value, schema, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT32 -> (int) integer(value, schema, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case INT64 -> integer(value, schema, Long.MIN_VALUE, Long.MAX_VALUE);
            case FLOAT32 -> approximate(value, schema).floatValue();
            case FLOAT64 -> approximate(value, schema).doubleValue();
            case STRING -> expect(String.class, value, schema);
            case BYTES -> Base64.getDecoder().decode(expect(String.class, value, schema));
            case ARRAY -> list(schema, expect(List.class, value, schema));
            case MAP -> expect(Map.class, value, schema);
            case STRUCT -> struct(schema, expect(Map.class, value, schema));
        };
    }

    /** JSON has infinity as a text; a REAL that Debezium's FLOAT32 cannot hold becomes that. */
    private static Number approximate(Object value, Schema schema) {
        return INFINITE.contains(value) ? Double.valueOf((String) value) : expect(Number.class, value, schema);
    }

    private static Object logical(Schema schema, String name, Object value) {
        return switch (name) {
            case Decimal.LOGICAL_NAME -> decimal(schema, value);
            case org.apache.kafka.connect.data.Date.LOGICAL_NAME ->
                date(integer(value, schema, Integer.MIN_VALUE, Integer.MAX_VALUE) * MILLIS_PER_DAY);
            case org.apache.kafka.connect.data.Time.LOGICAL_NAME,
                    org.apache.kafka.connect.data.Timestamp.LOGICAL_NAME ->
                date(integer(value, schema, Long.MIN_VALUE, Long.MAX_VALUE));
            default -> throw new IllegalArgumentException("the type " + name + " is not known");
        };
    }

    /** Connect's own temporal types are Dates. */
    private static Date date(long millis) {
        return Date.from(Instant.ofEpochMilli(millis));
    }

    private static List<Object> list(Schema schema, List<?> values) {
        List<Object> list = new ArrayList<>(values.size());
        for (Object value : values) {
            list.add(of(schema.valueSchema(), value));
        }
        return list;
    }

    /** Bytes in base64, or a number, as the option {@code decimal.format} of the converter said. */
    private static BigDecimal decimal(Schema schema, Object value) {
        int scale = Integer.parseInt(schema.parameters().get(Decimal.SCALE_FIELD));
        int digits = Integer.parseInt(schema.parameters().get(SemanticTypes.DECIMAL_PRECISION));
        BigDecimal decimal;
        if (value instanceof String text) {
            decimal = new BigDecimal(new BigInteger(Base64.getDecoder().decode(text)), scale);
        } else if (value instanceof Long number && digits <= LONG_DIGITS) {
            decimal = BigDecimal.valueOf(number).setScale(scale, RoundingMode.UNNECESSARY);
        } else if (value instanceof Double number && digits <= DOUBLE_DIGITS) {
            decimal = BigDecimal.valueOf(number).setScale(scale, RoundingMode.UNNECESSARY);
        } else {
            throw new IllegalArgumentException("a number of JSON does not tell all of its " + digits
                    + " digits; set value.converter.decimal.format=BASE64 at the source");
        }
        if (decimal.precision() > digits) {
            throw new IllegalArgumentException("it has more than " + digits + " digits");
        }
        return decimal;
    }

    private static long integer(Object value, Schema schema, long least, long most) {
        long number = expect(Long.class, value, schema);
        if (number < least || number > most) {
            throw new IllegalArgumentException("it is no " + named(schema));
        }
        return number;
    }

    private static <T> T expect(Class<T> type, @Nullable Object value, Schema schema) {
        if (type.isInstance(value)) {
            return type.cast(value);
        }
        throw new IllegalArgumentException("it is no " + named(schema));
    }

    private static String named(Schema schema) {
        return schema.name() == null ? schema.type().toString() : schema.name();
    }
}
