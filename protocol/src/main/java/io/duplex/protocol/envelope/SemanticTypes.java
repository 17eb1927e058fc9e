// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** Names of Debezium's semantic types, which tell what a Connect primitive means. */
final class SemanticTypes {
    static final String BITS = "io.debezium.data.Bits";
    static final String ENUM = "io.debezium.data.Enum";
    static final String ENUM_SET = "io.debezium.data.EnumSet";
    static final String JSON = "io.debezium.data.Json";
    static final String FLOAT_VECTOR = "io.debezium.data.FloatVector";
    static final String DOUBLE_VECTOR = "io.debezium.data.DoubleVector";
    static final String POINT = "io.debezium.data.geometry.Point";
    static final String GEOMETRY = "io.debezium.data.geometry.Geometry";
    static final String GEOGRAPHY = "io.debezium.data.geometry.Geography";
    static final String YEAR = "io.debezium.time.Year";
    static final String DATE = "io.debezium.time.Date";
    static final String ISO_DATE = "io.debezium.time.IsoDate";
    static final String TIME = "io.debezium.time.Time";
    static final String MICRO_TIME = "io.debezium.time.MicroTime";
    static final String NANO_TIME = "io.debezium.time.NanoTime";
    static final String ISO_TIME = "io.debezium.time.IsoTime";
    static final String TIMESTAMP = "io.debezium.time.Timestamp";
    static final String MICRO_TIMESTAMP = "io.debezium.time.MicroTimestamp";
    static final String NANO_TIMESTAMP = "io.debezium.time.NanoTimestamp";
    static final String ISO_TIMESTAMP = "io.debezium.time.IsoTimestamp";
    static final String ZONED_TIMESTAMP = "io.debezium.time.ZonedTimestamp";

    /** Parameter of {@link #ENUM} and {@link #ENUM_SET}: the labels, commas and backslashes escaped. */
    static final String ALLOWED = "allowed";

    /** Parameter of {@link #BITS}. */
    static final String LENGTH = "length";

    /** Parameter with the column's own name, set by {@code column.propagate.source.type}. */
    static final String SOURCE_COLUMN = "__debezium.source.column.name";

    static final String SOURCE_TYPE = "__debezium.source.column.type";
    static final String SOURCE_LENGTH = "__debezium.source.column.length";
    static final String SOURCE_SCALE = "__debezium.source.column.scale";
    static final String SOURCE_COMMENT = "__debezium.source.column.comment";

    /** Parameter of Connect's Decimal: digits in total. */
    static final String DECIMAL_PRECISION = "connect.decimal.precision";

    private SemanticTypes() {}
}
