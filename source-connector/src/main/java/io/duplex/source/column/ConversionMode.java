// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.duplex.protocol.envelope.ConversionFailures;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code event.converting.failure.handling.mode}. Never tells the value, which may be one to hide. */
enum ConversionMode {
    FAIL,
    WARN,
    SKIP;

    private static final Logger LOG = LoggerFactory.getLogger(ConversionMode.class);

    static ConversionMode parse(String value) {
        return valueOf(value.trim().toUpperCase(Locale.ROOT));
    }

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    ConversionFailures failures() {
        return switch (this) {
            case FAIL ->
                (table, column, cause) -> {
                    throw stop(table, column, cause);
                };
            case WARN -> new Warnings();
            case SKIP ->
                (table, column, cause) ->
                        LOG.debug("Value left out table={} column={} cause={}", table, column.name(), kind(cause));
        };
    }

    private static ConnectException stop(TableId table, Column column, @Nullable RuntimeException cause) {
        ConnectException stop = new ConnectException("A value of column " + table + "." + column.name() + " of type "
                + column.declaration().declaredType() + " cannot be converted (" + kind(cause) + "). Correct the value"
                + " or the converter, or set " + ColumnOptions.FAILURES + "=warn to go on without such values.");
        if (cause != null) {
            stop.setStackTrace(cause.getStackTrace());
        }
        return stop;
    }

    private static String kind(@Nullable RuntimeException cause) {
        return cause == null ? "its field has no such value" : cause.getClass().getName();
    }

    /** Logs the 1st, 10th, 100th ... failure of each column: a broken converter fails for each row. */
    private static final class Warnings implements ConversionFailures {
        private final Map<String, Long> counts = new ConcurrentHashMap<>();

        @Override
        public void failed(TableId table, Column column, @Nullable RuntimeException cause) {
            long count = counts.merge(KeyColumns.name(table, column), 1L, Long::sum);
            if (isPowerOfTen(count)) {
                LOG.warn(
                        "Values cannot be converted and are left out table={} column={} type={} times={} cause={}",
                        table,
                        column.name(),
                        column.declaration().declaredType(),
                        count,
                        kind(cause));
            }
        }

        private static boolean isPowerOfTen(long count) {
            long rest = count;
            while (rest % 10 == 0) {
                rest /= 10;
            }
            return rest == 1;
        }
    }
}
