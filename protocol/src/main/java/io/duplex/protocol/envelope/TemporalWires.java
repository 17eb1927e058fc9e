// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.table.Column;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/** How DATE, TIME, DATETIME, TIMESTAMP and YEAR columns travel in each {@link TimePrecision}. */
final class TemporalWires {
    /** What Debezium streams for YEAR 0000; no other YEAR is 1900. */
    static final int YEAR_ZERO = 1900;

    private static final int READ_YEAR_ZERO = 2000;

    private static final String EPOCH = "1970-01-01T00:00:00Z";
    private static final int MILLI_DIGITS = 3;
    private static final long MILLIS_PER_DAY = 86_400_000L;
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long SECONDS_PER_DAY = 86_400L;
    private static final long NANOS_PER_MICRO = 1000L;
    private static final long MICROS_PER_MILLI = 1000L;

    private TemporalWires() {}

    static ColumnWire year() {
        return ColumnWire.total(ColumnWires.semantic(Schema.Type.INT32, SemanticTypes.YEAR), (value, deviations) -> {
            int year = ((Number) value).intValue();
            if (year != 0) {
                return year;
            }
            if (!deviations.reading()) {
                return YEAR_ZERO; // no other year reads so
            }
            deviations.add(value);
            return READ_YEAR_ZERO;
        });
    }

    static ColumnWire date(EnvelopeOptions options) {
        boolean adjust = options.timeAdjuster();
        return switch (options.time()) {
            case ADAPTIVE_TIME_MICROSECONDS, MICROSECONDS, NANOSECONDS ->
                dates(adjust, ColumnWires.semantic(Schema.Type.INT32, SemanticTypes.DATE), t -> (int) epochDay(t), 0);
            case CONNECT ->
                dates(
                        adjust,
                        org.apache.kafka.connect.data.Date.builder(),
                        t -> connectDate(epochDay(t) * MILLIS_PER_DAY),
                        connectDate(0));
            case ISOSTRING ->
                dates(
                        adjust,
                        ColumnWires.semantic(Schema.Type.STRING, SemanticTypes.ISO_DATE),
                        t -> t.dateText() + "Z",
                        "1970-01-01Z");
        };
    }

    static ColumnWire dateTime(Column column, EnvelopeOptions options) {
        ColumnWire wire = dateTimes(column, options);
        return options.asDebezium()
                ? new ColumnWire(
                        wire.schema(), field -> afterYearZero(wire.encoder().apply(field)), wire.fallback())
                : wire;
    }

    /** In a snapshot Debezium takes the year 0 of a DATETIME for the year before 1 AD without its era: 1. */
    private static ColumnEncoder afterYearZero(ColumnEncoder encoder) {
        return (value, deviations) -> {
            MySqlDateTime t = (MySqlDateTime) value;
            boolean leapDay = t.month() == 2 && t.day() == 29;
            if (!deviations.reading() || t.year() != 0 || !t.inCalendar() || leapDay) {
                return encoder.encode(value, deviations);
            }
            Object said = encoder.encode(
                    new MySqlDateTime(1, t.month(), t.day(), t.hour(), t.minute(), t.second(), t.micros()), deviations);
            deviations.add(t);
            return said;
        };
    }

    private static ColumnWire dateTimes(Column column, EnvelopeOptions options) {
        boolean adjust = options.timeAdjuster();
        return switch (options.time()) {
            case ADAPTIVE_TIME_MICROSECONDS ->
                column.fractionalDigits() <= MILLI_DIGITS
                        ? dates(adjust, int64(SemanticTypes.TIMESTAMP), TemporalWires::millis, 0L)
                        : dates(adjust, int64(SemanticTypes.MICRO_TIMESTAMP), TemporalWires::micros, 0L);
            case MICROSECONDS -> dates(adjust, int64(SemanticTypes.MICRO_TIMESTAMP), TemporalWires::micros, 0L);
            case NANOSECONDS -> nanoTimestamps(adjust);
            case CONNECT -> connectTimestamps(adjust);
            case ISOSTRING ->
                dates(
                        adjust,
                        ColumnWires.semantic(Schema.Type.STRING, SemanticTypes.ISO_TIMESTAMP),
                        t -> isoText(t, significantDigits(t.micros())),
                        EPOCH);
        };
    }

    static ColumnWire timestamp(Column column) {
        boolean fixed = column.length().isPresent();
        int digits = column.fractionalDigits();
        ColumnEncoder encoder = (value, deviations) -> {
            MySqlDateTime time = (MySqlDateTime) value;
            boolean padded = fixed && !deviations.reading();
            return time.inCalendar() ? isoText(time, padded ? digits : significantDigits(time.micros())) : null;
        };
        return ColumnWire.partial(
                ColumnWires.semantic(Schema.Type.STRING, SemanticTypes.ZONED_TIMESTAMP), encoder, EPOCH);
    }

    static ColumnWire time(TimePrecision mode) {
        return switch (mode) {
            case ADAPTIVE_TIME_MICROSECONDS, MICROSECONDS ->
                ColumnWire.total(int64(SemanticTypes.MICRO_TIME), (value, deviations) -> value);
            case NANOSECONDS ->
                ColumnWire.total(int64(SemanticTypes.NANO_TIME), (value, deviations) -> (Long) value * NANOS_PER_MICRO);
            case CONNECT ->
                ColumnWire.partial(
                        org.apache.kafka.connect.data.Time.builder(), TemporalWires::connectTime, connectDate(0));
            case ISOSTRING ->
                ColumnWire.partial(
                        ColumnWires.semantic(Schema.Type.STRING, SemanticTypes.ISO_TIME),
                        (value, deviations) -> isoTime((Long) value),
                        "00:00:00Z");
        };
    }

    private static SchemaBuilder int64(String name) {
        return ColumnWires.semantic(Schema.Type.INT64, name);
    }

    /** Says a value whose date is in the calendar. */
    private interface DateForm {
        Object of(MySqlDateTime value);
    }

    private static ColumnWire dates(boolean adjust, SchemaBuilder schema, DateForm form, Object fallback) {
        ColumnEncoder encoder = (value, deviations) -> {
            MySqlDateTime time = (MySqlDateTime) value;
            return sayable(time, deviations) ? form.of(adjust ? adjusted(time, deviations) : time) : null;
        };
        return ColumnWire.partial(schema, encoder, fallback);
    }

    private static ColumnWire nanoTimestamps(boolean adjust) {
        ColumnEncoder encoder = (value, deviations) -> {
            MySqlDateTime time = (MySqlDateTime) value;
            if (!sayable(time, deviations)) {
                return null;
            }
            long micros = micros(adjust ? adjusted(time, deviations) : time);
            long nanos = micros * NANOS_PER_MICRO;
            return nanos / NANOS_PER_MICRO == micros ? (Object) nanos : null;
        };
        return ColumnWire.partial(int64(SemanticTypes.NANO_TIMESTAMP), encoder, 0L);
    }

    private static ColumnWire connectTimestamps(boolean adjust) {
        ColumnEncoder encoder = (value, deviations) -> {
            MySqlDateTime time = (MySqlDateTime) value;
            if (!sayable(time, deviations)) {
                return null;
            }
            if (time.micros() % MICROS_PER_MILLI != 0) {
                deviations.add(value);
            }
            return connectDate(millis(adjust ? adjusted(time, deviations) : time));
        };
        return ColumnWire.partial(org.apache.kafka.connect.data.Timestamp.builder(), encoder, connectDate(0));
    }

    private static @Nullable Object connectTime(Object value, Deviations deviations) {
        long micros = (Long) value;
        long millis = Math.floorDiv(micros, MICROS_PER_MILLI);
        if (millis < 0 || millis >= MILLIS_PER_DAY) {
            return null;
        }
        if (micros % MICROS_PER_MILLI != 0) {
            deviations.add(value);
        }
        return connectDate(millis);
    }

    private static @Nullable Object isoTime(long micros) {
        if (micros < 0 || micros >= SECONDS_PER_DAY * MICROS_PER_SECOND) {
            return null;
        }
        int fraction = (int) (micros % MICROS_PER_SECOND);
        return MySqlTime.text(micros, significantDigits(fraction)) + "Z";
    }

    /** Connect's own temporal types are Dates. */
    private static Date connectDate(long millis) {
        return Date.from(Instant.ofEpochMilli(millis));
    }

    /** The year 0 is in the calendar, but Debezium's binlog reader takes it for no date. */
    private static boolean sayable(MySqlDateTime time, Deviations deviations) {
        return time.inCalendar() && (time.year() != 0 || deviations.reading());
    }

    private static MySqlDateTime adjusted(MySqlDateTime t, Deviations deviations) {
        int year = adjustedYear(t.year());
        if (year == t.year()) {
            return t;
        }
        deviations.add(t);
        return new MySqlDateTime(year, t.month(), t.day(), t.hour(), t.minute(), t.second(), t.micros());
    }

    /** Returns the year that {@code enable.time.adjuster} makes of a year without century. */
    static int adjustedYear(int year) {
        if (year < 0 || year > 99) {
            return year;
        }
        return year < 70 ? year + 2000 : year + 1900;
    }

    private static long epochDay(MySqlDateTime t) {
        return LocalDate.of(t.year(), t.month(), t.day()).toEpochDay();
    }

    private static long seconds(MySqlDateTime t) {
        return epochDay(t) * SECONDS_PER_DAY + t.hour() * 3600L + t.minute() * 60L + t.second();
    }

    private static long millis(MySqlDateTime t) {
        return seconds(t) * 1000L + t.micros() / MICROS_PER_MILLI;
    }

    private static long micros(MySqlDateTime t) {
        return seconds(t) * MICROS_PER_SECOND + t.micros();
    }

    private static String isoText(MySqlDateTime t, int digits) {
        char[] text = (t.text(digits) + "Z").toCharArray();
        text[10] = 'T';
        return new String(text);
    }

    private static int significantDigits(int micros) {
        int digits = 6;
        int rest = micros;
        while (digits > 0 && rest % 10 == 0) {
            rest /= 10;
            digits--;
        }
        return digits;
    }
}
