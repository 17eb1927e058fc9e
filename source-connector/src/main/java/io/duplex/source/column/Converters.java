// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.duplex.protocol.envelope.ColumnConversion;
import io.duplex.protocol.envelope.ColumnRules.ColumnConversions;
import io.duplex.protocol.envelope.ConvertibleColumn;
import io.duplex.source.server.Finding;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;

/**
 * The converters that the user names, in the order of {@code converters}; the first that takes a column has it.
 *
 * <p>They are made when the first table comes, because a configuration that is only checked must not start them.
 */
final class Converters implements ColumnConversions {
    private static final String TYPE = ".type";
    private static final Pattern COMMA = Pattern.compile(",");

    /** Debezium's own, under all names that it has them. */
    private static final Map<String, Supplier<CustomConverter<SchemaBuilder, RelationalColumn>>> SHIPPED = Map.of(
            "io.debezium.connector.binlog.converters.TinyIntOneToBooleanConverter", TinyIntOneToBoolean::new,
            "io.debezium.connector.mysql.converters.TinyIntOneToBooleanConverter", TinyIntOneToBoolean::new,
            "io.debezium.connector.binlog.converters.JdbcSinkDataTypesConverter", JdbcSinkDataTypes::new,
            "io.debezium.connector.mysql.converters.JdbcSinkDataTypesConverter", JdbcSinkDataTypes::new,
            "io.debezium.connector.binlog.converters.ZeroDateFallbackConverter", ZeroDateFallback::new);

    private final Map<String, ?> options;
    private @Nullable List<Named> converters;

    /** A converter and the name that the user gave it. */
    private record Named(String name, CustomConverter<SchemaBuilder, RelationalColumn> converter) {}

    private record Registration(SchemaBuilder schema, CustomConverter.Converter converter) {}

    private Converters(Map<String, ?> options) {
        this.options = options;
    }

    static ColumnConversions of(Map<String, ?> options) {
        return names(options).isEmpty() ? column -> Optional.empty() : new Converters(options);
    }

    private static List<String> names(Map<String, ?> options) {
        Object names = options.get(ColumnOptions.CONVERTERS);
        return names == null
                ? List.of()
                : COMMA.splitAsStream(names.toString())
                        .map(String::trim)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** Tells whether this is an option of one of the converters. */
    static boolean isOption(String option, Map<String, String> given) {
        return names(given).stream().anyMatch(name -> option.startsWith(name + "."));
    }

    /** Returns what is wrong with the converters; those of users are found, but not made. */
    static List<Finding> findings(Map<String, String> given) {
        List<Finding> findings = new ArrayList<>();
        for (String name : names(given)) {
            String option = name + TYPE;
            String type = given.get(option);
            if (type == null) {
                findings.add(new Finding(
                        option,
                        "Option " + option + " is missing: it names the class of the converter '" + name + "' of "
                                + ColumnOptions.CONVERTERS + "."));
                continue;
            }
            try {
                Supplier<CustomConverter<SchemaBuilder, RelationalColumn>> shipped = SHIPPED.get(type.trim());
                if (shipped == null) {
                    constructor(option, type.trim());
                } else {
                    shipped.get().configure(properties(name, given));
                }
            } catch (ConnectException | IllegalArgumentException wrong) {
                findings.add(new Finding(option, String.valueOf(wrong.getMessage())));
            }
        }
        return findings;
    }

    private static Properties properties(String name, Map<String, ?> options) {
        Properties properties = new Properties();
        options.forEach((option, value) -> {
            if (option.startsWith(name + ".") && value != null) {
                properties.setProperty(option.substring(name.length() + 1), value.toString());
            }
        });
        return properties;
    }

    private static Supplier<CustomConverter<SchemaBuilder, RelationalColumn>> constructor(String option, String type) {
        String remedy = " Put its jar, and what it needs, into the connector's directory of the plugin.path on each"
                + " worker, or correct option " + option + ".";
        try {
            Class<?> found = load(type);
            if (!CustomConverter.class.isAssignableFrom(found)) {
                throw new ConnectException("Class " + type + " of option " + option + " does not implement "
                        + CustomConverter.class.getName() + "." + remedy);
            }
            @SuppressWarnings("unchecked") // what MySQL's connector gives converters is fixed
            var constructor = (Constructor<CustomConverter<SchemaBuilder, RelationalColumn>>) found.getConstructor();
            return () -> made(constructor, option);
        } catch (NoSuchMethodException none) {
            throw new ConnectException(
                    "Class " + type + " of option " + option + " has no public constructor without arguments.", none);
        } catch (ClassNotFoundException | LinkageError missing) {
            throw new ConnectException(
                    "Class " + type + " of option " + option + " cannot be loaded: " + missing + "." + remedy, missing);
        }
    }

    private static CustomConverter<SchemaBuilder, RelationalColumn> made(
            Constructor<CustomConverter<SchemaBuilder, RelationalColumn>> constructor, String option) {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException failed) {
            throw new ConnectException("The converter of option " + option + " cannot be made: " + failed, failed);
        }
    }

    private static Class<?> load(String type) throws ClassNotFoundException {
        try {
            return Class.forName(type, true, Converters.class.getClassLoader());
        } catch (ClassNotFoundException elsewhere) {
            return Class.forName(type, true, Thread.currentThread().getContextClassLoader());
        }
    }

    private List<Named> converters() {
        if (converters == null) {
            List<Named> made = new ArrayList<>();
            for (String name : names(options)) {
                String type = String.valueOf(options.get(name + TYPE)).trim();
                var supplier = SHIPPED.getOrDefault(
                        type, () -> constructor(name + TYPE, type).get());
                CustomConverter<SchemaBuilder, RelationalColumn> converter = supplier.get();
                converter.configure(properties(name, options));
                made.add(new Named(name, converter));
            }
            converters = made;
        }
        return converters;
    }

    /** Converters of users know of no threads, so they are asked by one at a time. */
    @Override
    public synchronized Optional<ColumnConversion> of(ConvertibleColumn column) {
        for (Named named : converters()) {
            AtomicReference<@Nullable Registration> taken = new AtomicReference<>();
            named.converter()
                    .converterFor(
                            new DescribedColumn(column),
                            (schema, converter) -> taken.set(new Registration(schema, converter)));
            Registration registration = taken.get();
            if (registration != null) {
                return Optional.of(conversion(column, registration));
            }
        }
        return Optional.empty();
    }

    private static ColumnConversion conversion(ConvertibleColumn column, Registration registration) {
        CustomConverter.Converter converter = registration.converter();
        RawValues streamed = RawValues.ofBinlog(column.column());
        RawValues read = RawValues.ofSnapshot(column.column());
        return new ColumnConversion(
                registration.schema(),
                value -> converter.convert(value == null ? null : streamed.of(value)),
                value -> converter.convert(value == null ? null : read.of(value)),
                converter::convert);
    }
}
