// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.JsonMarks;
import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.header.BinaryText;
import io.duplex.protocol.table.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** The type mapping: how a column of each type travels. Canonical values are those of {@link RowChange}. */
final class ColumnWires {
    private static final int FLOAT_DIGITS = 24;
    private static final MathContext PRINTED_FLOAT = new MathContext(6, RoundingMode.HALF_EVEN);
    private static final int BIGINT_UNSIGNED_DIGITS = 20;

    private ColumnWires() {}

    static ColumnWire of(Column column, EnvelopeOptions options) {
        return switch (column.type()) {
            case TINYINT -> DebeziumColumn.isBoolean(column) ? bool() : int16();
            case SMALLINT -> column.unsigned() ? int32() : int16();
            case MEDIUMINT -> int32();
            case INT -> column.unsigned() ? int64() : int32();
            case BIGINT -> column.unsigned() ? bigintUnsigned(options.bigintUnsigned()) : int64();
            case DECIMAL -> decimal(column, options.decimal());
            case FLOAT ->
                column.scale().isEmpty() && column.length().orElse(0) <= FLOAT_DIGITS
                        ? real(options.asDebezium())
                        : float64();
            case DOUBLE -> DebeziumColumn.isReal(column) ? float32() : float64();
            case BIT -> column.length().orElse(1) > 1 ? bits(column.length().orElse(1)) : bit();
            case YEAR -> TemporalWires.year();
            case DATE -> TemporalWires.date(options);
            case TIME -> TemporalWires.time(options.time());
            case DATETIME -> TemporalWires.dateTime(column, options);
            case TIMESTAMP -> TemporalWires.timestamp(column);
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> TextWires.text(column);
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> binary(options.binary());
            case ENUM -> TextWires.enumeration(column);
            case SET -> TextWires.set(column);
            case JSON -> json(options.asDebezium());
            case POINT -> SpatialWires.point();
            case GEOMETRY, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMETRYCOLLECTION ->
                SpatialWires.geometry();
            case VECTOR -> SpatialWires.vector();
        };
    }

    private static ColumnWire int16() {
        return ColumnWire.total(SchemaBuilder.int16(), (value, deviations) -> ((Number) value).shortValue());
    }

    private static ColumnWire int32() {
        return ColumnWire.total(SchemaBuilder.int32(), (value, deviations) -> ((Number) value).intValue());
    }

    private static ColumnWire int64() {
        return ColumnWire.total(SchemaBuilder.int64(), (value, deviations) -> value);
    }

    private static ColumnWire bool() {
        return ColumnWire.total(SchemaBuilder.bool(), (value, deviations) -> {
            long number = ((Number) value).longValue();
            if (number != 0 && number != 1) {
                deviations.add(value);
            }
            return number != 0;
        });
    }

    private static ColumnWire bigintUnsigned(BigintUnsignedMode mode) {
        return switch (mode) {
            case LONG ->
                ColumnWire.total(SchemaBuilder.int64(), (value, deviations) -> {
                    if (value instanceof BigInteger large) {
                        deviations.add(large);
                        return large.longValue();
                    }
                    return value;
                });
            case PRECISE ->
                ColumnWire.total(
                        decimalSchema(BIGINT_UNSIGNED_DIGITS, 0),
                        (value, deviations) -> value instanceof BigInteger large
                                ? new BigDecimal(large)
                                : BigDecimal.valueOf(((Number) value).longValue()));
        };
    }

    private static ColumnWire decimal(Column column, DecimalMode mode) {
        return switch (mode) {
            case PRECISE ->
                ColumnWire.total(
                        decimalSchema(DebeziumColumn.precision(column), DebeziumColumn.scale(column)),
                        (value, deviations) -> value);
            case DOUBLE ->
                ColumnWire.total(SchemaBuilder.float64(), (value, deviations) -> {
                    double rounded = ((BigDecimal) value).doubleValue();
                    if (BigDecimal.valueOf(rounded).compareTo((BigDecimal) value) != 0) {
                        deviations.add(value);
                    }
                    return rounded;
                });
            case STRING ->
                ColumnWire.total(SchemaBuilder.string(), (value, deviations) -> ((BigDecimal) value).toPlainString());
        };
    }

    private static SchemaBuilder decimalSchema(int precision, int scale) {
        return Decimal.builder(scale).parameter(SemanticTypes.DECIMAL_PRECISION, Integer.toString(precision));
    }

    /** The server prints a FLOAT with six digits, and Debezium reads what it prints in a snapshot. */
    private static ColumnWire real(boolean asPrinted) {
        if (!asPrinted) {
            return float32();
        }
        return ColumnWire.total(SchemaBuilder.float32(), (value, deviations) -> {
            double stored = ((Number) value).doubleValue();
            float said = deviations.reading()
                    ? new BigDecimal(stored).round(PRINTED_FLOAT).floatValue()
                    : (float) stored;
            if (said != stored) {
                deviations.add(value);
            }
            zero(stored, deviations);
            return said;
        });
    }

    private static ColumnWire float32() {
        return ColumnWire.total(SchemaBuilder.float32(), (value, deviations) -> {
            Number number = (Number) value;
            float rounded = number.floatValue();
            if (rounded != number.doubleValue()) {
                // Also a small negative number that is rounded to -0.
                deviations.add(value);
            } else {
                zero(rounded, deviations);
            }
            return rounded;
        });
    }

    private static ColumnWire float64() {
        return ColumnWire.total(SchemaBuilder.float64(), (value, deviations) -> {
            double number = ((Number) value).doubleValue();
            zero(number, deviations);
            return number;
        });
    }

    private static void zero(double number, Deviations deviations) {
        if (isNegativeZero(number)) {
            deviations.add(number);
        }
    }

    /** JsonConverter reads numbers as decimals, which know no negative zero. */
    static boolean isNegativeZero(double number) {
        return number == 0 && 1 / number < 0;
    }

    private static ColumnWire bit() {
        return ColumnWire.total(
                SchemaBuilder.bool(), (value, deviations) -> ((byte[]) value)[((byte[]) value).length - 1] != 0);
    }

    private static ColumnWire bits(int length) {
        SchemaBuilder schema = SchemaBuilder.bytes()
                .name(SemanticTypes.BITS)
                .version(1)
                .parameter(SemanticTypes.LENGTH, Integer.toString(length));
        return ColumnWire.total(schema, (value, deviations) -> reversed((byte[]) value));
    }

    /** Returns the bytes last to first: MySQL's bits are big-endian, Debezium's little-endian. */
    static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }

    private static ColumnWire binary(BinaryMode mode) {
        return switch (mode) {
            case BYTES ->
                ColumnWire.total(SchemaBuilder.bytes(), (value, deviations) -> ByteBuffer.wrap((byte[]) value));
            case BASE64 -> binaryText(BinaryText.BASE64);
            case BASE64_URL_SAFE -> binaryText(BinaryText.BASE64_URL_SAFE);
            case HEX -> binaryText(BinaryText.HEX);
        };
    }

    private static ColumnWire binaryText(BinaryText form) {
        return ColumnWire.total(SchemaBuilder.string(), (value, deviations) -> {
            deviations.add(form);
            return form.encode((byte[]) value);
        });
    }

    private static ColumnWire json(boolean asDebezium) {
        SchemaBuilder schema = SchemaBuilder.string().name(SemanticTypes.JSON).version(1);
        return ColumnWire.total(schema, (value, deviations) -> {
            String server = new String((byte[]) value, StandardCharsets.UTF_8);
            if (deviations.reading()) {
                if (server.indexOf(JsonMarks.MARK) < 0) {
                    return server;
                }
                deviations.add(value);
                return JsonMarks.text((byte[]) value);
            }
            TextOfJson told = TextOfJson.of(server, asDebezium);
            if (!told.exact()) {
                deviations.add(value);
            }
            return told.toString();
        });
    }

    /** Returns a builder of a schema of Debezium's with this name. */
    static SchemaBuilder semantic(Schema.Type type, String name) {
        return SchemaBuilder.type(type).name(name).version(1);
    }
}
