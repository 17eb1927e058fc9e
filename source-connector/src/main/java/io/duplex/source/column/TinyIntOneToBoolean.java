// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Debezium's TinyIntOneToBooleanConverter: TINYINT(1) columns become booleans, true for what is above 0. */
final class TinyIntOneToBoolean implements CustomConverter<SchemaBuilder, RelationalColumn> {
    private static final Set<String> TYPES = Set.of("TINYINT", "TINYINT UNSIGNED");

    private Predicate<RelationalColumn> selected = column -> true;
    private boolean lengthChecked = true;

    @Override
    public void configure(Properties options) {
        selected = Selector.of(options, "selector", true);
        lengthChecked = Selector.flag(options, "length.checker");
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        boolean one = !lengthChecked || column.length().orElse(-1) == 1;
        if (one && TYPES.contains(column.typeName().toUpperCase(Locale.ROOT)) && selected.test(column)) {
            registration.register(
                    SchemaBuilder.bool(),
                    value -> value == null ? absent(column) : Boolean.valueOf(((Number) value).intValue() > 0));
        }
    }

    @SuppressWarnings("NullAway") // the SPI knows no annotations; null is SQL NULL
    private static Object absent(RelationalColumn column) {
        return column.isOptional() ? null : Boolean.FALSE;
    }
}
