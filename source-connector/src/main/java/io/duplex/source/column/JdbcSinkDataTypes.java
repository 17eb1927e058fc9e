// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import java.util.BitSet;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * Debezium's JdbcSinkDataTypesConverter: booleans as INT16, REAL as FLOAT64 or FLOAT32, texts with their character set.
 *
 * <p>Unlike Debezium's it reads BIT(1) of the binlog, and texts in their own character set.
 */
final class JdbcSinkDataTypes implements CustomConverter<SchemaBuilder, RelationalColumn> {
    private static final String CHARACTER_SET = "__debezium.source.column.character_set";

    private Predicate<RelationalColumn> booleans = column -> false;
    private Predicate<RelationalColumn> reals = column -> false;
    private Predicate<RelationalColumn> strings = column -> false;
    private boolean realsAreDoubles = true;

    @Override
    public void configure(Properties options) {
        booleans = Selector.of(options, "selector.boolean", false);
        reals = Selector.of(options, "selector.real", false);
        strings = Selector.of(options, "selector.string", false);
        realsAreDoubles = Selector.flag(options, "treat.real.as.double");
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        if (booleans.test(column)) {
            registration.register(SchemaBuilder.int16(), orAbsent(column, (short) 0, JdbcSinkDataTypes::truth));
        } else if (reals.test(column) && realsAreDoubles) {
            registration.register(SchemaBuilder.float64(), orAbsent(column, 0d, value -> number(value)));
        } else if (reals.test(column)) {
            registration.register(SchemaBuilder.float32(), orAbsent(column, 0f, value -> (float) number(value)));
        } else if (strings.test(column)) {
            registration.register(
                    SchemaBuilder.string().parameter(CHARACTER_SET, column.charsetName()),
                    orAbsent(column, "", text(column)));
        }
    }

    @SuppressWarnings("NullAway") // the SPI knows no annotations; null is SQL NULL
    private static Converter orAbsent(RelationalColumn column, Object absent, Function<Object, Object> conversion) {
        return value -> value == null ? (column.isOptional() ? null : absent) : conversion.apply(value);
    }

    private static Object truth(Object value) {
        boolean truth = value instanceof Boolean said
                ? said
                : value instanceof BitSet bits ? !bits.isEmpty() : ((Number) value).intValue() > 0;
        return (short) (truth ? 1 : 0);
    }

    private static double number(Object value) {
        return value instanceof Number number ? number.doubleValue() : Double.parseDouble(value.toString());
    }

    private static Function<Object, Object> text(RelationalColumn column) {
        Optional<MySqlCharset> known = Optional.ofNullable(column.charsetName()).flatMap(MySqlCharsets::of);
        MySqlCharset charset = known.or(() -> MySqlCharsets.of("utf8mb4")).orElseThrow();
        return value -> value instanceof byte[] bytes ? charset.decode(bytes) : value.toString();
    }
}
