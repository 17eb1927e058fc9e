// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;

/** Connect's own logical types; every other name (Debezium's, say) is only a name, and the value stays as it is. */
@SuppressWarnings("ImmutableEnumChecker") // The functions hold no state.
enum LogicalTypes {
    DECIMAL(
            Decimal.LOGICAL_NAME,
            "decimal",
            (schema, value) -> Decimal.fromLogical(schema, (BigDecimal) value),
            (schema, raw) -> Decimal.toLogical(schema, Bytes.array(raw))),
    DATE(
            Date.LOGICAL_NAME,
            "date",
            (schema, value) -> Date.fromLogical(schema, (java.util.Date) value),
            (schema, raw) -> Date.toLogical(schema, (Integer) raw)),
    TIME(
            Time.LOGICAL_NAME,
            "time-millis",
            (schema, value) -> Time.fromLogical(schema, (java.util.Date) value),
            (schema, raw) -> Time.toLogical(schema, (Integer) raw)),
    TIMESTAMP(
            Timestamp.LOGICAL_NAME,
            "timestamp-millis",
            (schema, value) -> Timestamp.fromLogical(schema, (java.util.Date) value),
            (schema, raw) -> Timestamp.toLogical(schema, (Long) raw));

    static final String PROPERTY = "logicalType";
    static final String SCALE = "scale";
    static final String PRECISION = "precision";
    static final String PRECISION_PARAMETER = "connect.decimal.precision";
    static final int DEFAULT_PRECISION = 64;

    private static final Map<String, LogicalTypes> BY_CONNECT_NAME = Map.of(
            DECIMAL.connectName,
            DECIMAL,
            DATE.connectName,
            DATE,
            TIME.connectName,
            TIME,
            TIMESTAMP.connectName,
            TIMESTAMP);

    private final String connectName;
    private final String avroName;
    private final BiFunction<Schema, Object, Object> toRaw;
    private final BiFunction<Schema, Object, Object> fromRaw;

    LogicalTypes(
            String connectName,
            String avroName,
            BiFunction<Schema, Object, Object> toRaw,
            BiFunction<Schema, Object, Object> fromRaw) {
        this.connectName = connectName;
        this.avroName = avroName;
        this.toRaw = toRaw;
        this.fromRaw = fromRaw;
    }

    static Optional<LogicalTypes> of(Schema schema) {
        return Optional.ofNullable(schema.name()).map(BY_CONNECT_NAME::get);
    }

    String avroName() {
        return avroName;
    }

    Object toRaw(Schema schema, Object value) {
        return toRaw.apply(schema, value);
    }

    Object fromRaw(Schema schema, Object raw) {
        return fromRaw.apply(schema, raw);
    }
}
