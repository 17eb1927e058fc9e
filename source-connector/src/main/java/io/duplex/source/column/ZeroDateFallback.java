// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Debezium's ZeroDateFallbackConverter: zero dates, and NULL, become a date of the user's choice or NULL.
 *
 * <p>Debezium's takes the first value of each column with a default for the default itself and loses it; here only the
 * default becomes the fallback.
 */
final class ZeroDateFallback implements CustomConverter<SchemaBuilder, RelationalColumn> {
    private static final String TYPES = "target.types";
    private static final Pattern COMMA = Pattern.compile(",");
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final int MICRO_DIGITS = 4;
    private static final LocalDateTime EPOCH = LocalDateTime.of(1970, 1, 1, 0, 0);

    private static final long FIRST_YEAR =
            LocalDateTime.of(1, 1, 3, 0, 0).toInstant(ZoneOffset.UTC).toEpochMilli();

    private Properties options = new Properties();
    private Set<String> types = Set.of();
    private Predicate<RelationalColumn> selected = column -> true;

    /** One of the three types: its option, the form of its fallback and its values. */
    private enum Target {
        DATE("fallback.date", "1970-01-01"),
        DATETIME("fallback.datetime", "1970-01-01 00:00:00"),
        TIMESTAMP("fallback.timestamp", "1970-01-01T00:00:00Z");

        private final String option;
        private final String example;

        Target(String option, String example) {
            this.option = option;
            this.example = example;
        }

        private Object parse(String text) {
            return switch (this) {
                case DATE -> LocalDate.parse(text);
                case DATETIME -> LocalDateTime.parse(text, SECONDS);
                case TIMESTAMP -> OffsetDateTime.parse(text);
            };
        }

        Optional<Object> fallback(String key, @Nullable String text) {
            if (text == null || text.isBlank() || text.trim().equalsIgnoreCase("NULL")) {
                return Optional.empty();
            }
            try {
                return Optional.of(parse(text.trim()));
            } catch (DateTimeException wrong) {
                throw new IllegalArgumentException(
                        "Option " + key + " of ZeroDateFallbackConverter: '" + text + "' is neither NULL nor a "
                                + name() + " such as " + example + ".",
                        wrong);
            }
        }
    }

    @Override
    public void configure(Properties given) {
        options = given;
        types = new TreeSet<>(COMMA.splitAsStream(
                        given.getProperty(TYPES, "DATE,DATETIME,TIMESTAMP").toUpperCase(Locale.ROOT))
                .map(String::trim)
                .toList());
        selected = Selector.of(given, "selector", true);
        for (Target target : Target.values()) {
            target.fallback(target.option, given.getProperty(target.option));
        }
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        Optional<Target> target = target(column).filter(t -> types.contains(t.name()) && selected.test(column));
        target.ifPresent(t -> register(t, column, registration));
    }

    private static Optional<Target> target(RelationalColumn column) {
        return switch (column.jdbcType()) {
            case Types.DATE -> Optional.of(Target.DATE);
            case Types.TIMESTAMP -> Optional.of(Target.DATETIME);
            case Types.TIMESTAMP_WITH_TIMEZONE -> Optional.of(Target.TIMESTAMP);
            default -> Optional.empty();
        };
    }

    private void register(Target target, RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        String own = "column." + column.dataCollection() + "." + column.name() + ".fallback";
        Optional<Object> chosen = options.getProperty(own) == null
                ? target.fallback(target.option, options.getProperty(target.option))
                : target.fallback(own, options.getProperty(own));
        boolean micros = column.length().orElse(0) >= MICRO_DIGITS;
        Function<Object, Object> form = form(target, micros);
        Optional<Object> fallback = chosen.map(form);
        SchemaBuilder schema = schema(target, micros);
        registration.register(
                fallback.isEmpty() ? schema.optional() : schema,
                value -> value == null || isDefault(value) ? absent(fallback) : form.apply(value));
    }

    /** The connector hands the column's default in the field's form, values in forms of their own. */
    private static boolean isDefault(Object value) {
        return value instanceof Number
                || value instanceof String
                || (value instanceof Date && !(value instanceof Timestamp));
    }

    @SuppressWarnings("NullAway") // the SPI knows no annotations; null is SQL NULL
    private static Object absent(Optional<Object> fallback) {
        return fallback.orElse(null);
    }

    private static SchemaBuilder schema(Target target, boolean micros) {
        return switch (target) {
            case DATE -> SchemaBuilder.int32().name("io.debezium.time.Date").version(1);
            case DATETIME ->
                SchemaBuilder.int64()
                        .name(micros ? "io.debezium.time.MicroTimestamp" : "io.debezium.time.Timestamp")
                        .version(1);
            case TIMESTAMP ->
                SchemaBuilder.string().name("io.debezium.time.ZonedTimestamp").version(1);
        };
    }

    private static Function<Object, Object> form(Target target, boolean micros) {
        return switch (target) {
            case DATE -> value -> (int) ((LocalDate) value).toEpochDay();
            case DATETIME ->
                value -> Math.floorDiv(ChronoUnit.MICROS.between(EPOCH, local(value)), micros ? 1L : 1000L);
            case TIMESTAMP -> value -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(utc(value));
        };
    }

    private static LocalDateTime local(Object value) {
        if (!(value instanceof Timestamp read)) {
            return (LocalDateTime) value;
        }
        // The driver's class knows no year 0.
        return read.getTime() < FIRST_YEAR
                ? LocalDateTime.ofInstant(read.toInstant(), ZoneOffset.UTC)
                : read.toLocalDateTime();
    }

    private static OffsetDateTime utc(Object value) {
        if (value instanceof Timestamp read) {
            return read.toInstant().atOffset(ZoneOffset.UTC);
        }
        return value instanceof ZonedDateTime streamed
                ? streamed.withZoneSameInstant(ZoneOffset.UTC).toOffsetDateTime()
                : ((OffsetDateTime) value).withOffsetSameInstant(ZoneOffset.UTC);
    }
}
