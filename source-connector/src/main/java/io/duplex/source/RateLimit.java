// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.envelope.Message;
import io.duplex.source.server.OptionGroup;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a source from reading faster than its server or Kafka should bear: what is handed out is paid for in time before
 * more is asked for, and so the server's side of the connection waits, too.
 */
final class RateLimit implements AutoCloseable {
    static final String ROWS = "max.rows.per.second";
    static final String BYTES = "max.bytes.per.second";

    private static final int PARTS_OF_A_SECOND = 10;
    private static final int RECORDS_OF_A_PART = 64;
    private static final int NUMBER_BYTES = 8;

    private final Limits limits;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long dueNanos = System.nanoTime();

    /** Rows and bytes in a second, 0 for any number. */
    record Limits(long rows, long bytes) {
        static Limits from(AbstractConfig config) {
            return new Limits(config.getLong(ROWS), config.getLong(BYTES));
        }
    }

    RateLimit(Limits limits) {
        this.limits = limits;
    }

    static void define(ConfigDef definition) {
        new OptionGroup(definition, "Rate")
                .add(
                        ROWS,
                        "Rows per second",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "How many records are made in a second at most, of the snapshot and of the binlog; 0 for no "
                                + "limit.")
                .add(
                        BYTES,
                        "Bytes per second",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "How many bytes of keys and values, before they are converted, are made in a second at most; "
                                + "0 for no limit.");
    }

    /** Returns how many records to ask for, so that a slow rate does not come in rare bursts. */
    int most(int wanted) {
        int most = limits.bytes() == 0 ? wanted : Math.min(wanted, RECORDS_OF_A_PART);
        return limits.rows() == 0 ? most : (int) Math.min(most, Math.max(1, limits.rows() / PARTS_OF_A_SECOND));
    }

    /** Waits as long as said until more may be made; returns whether it may. */
    boolean await(Duration patience) throws InterruptedException {
        long left = dueNanos - System.nanoTime();
        return left <= 0
                || (!closed.await(Math.min(left, patience.toNanos()), TimeUnit.NANOSECONDS)
                        && dueNanos - System.nanoTime() <= 0);
    }

    /** Counts what was made. */
    void took(List<Message> messages) {
        if (limits.rows() == 0 && limits.bytes() == 0) {
            return;
        }
        long cost = limits.rows() == 0 ? 0 : nanos(messages.size(), limits.rows());
        if (limits.bytes() > 0) {
            cost = Math.max(cost, nanos(bytes(messages), limits.bytes()));
        }
        dueNanos = Math.max(dueNanos, System.nanoTime()) + cost;
    }

    private static long nanos(long count, long perSecond) {
        return (long) ((double) count / perSecond * TimeUnit.SECONDS.toNanos(1));
    }

    private static long bytes(List<Message> messages) {
        long bytes = 0;
        for (Message message : messages) {
            bytes +=
                    bytes(message.value()) + message.key().map(RateLimit::bytes).orElse(0L);
        }
        return bytes;
    }

    private static long bytes(@Nullable Object value) {
        if (value instanceof Struct struct) {
            long bytes = 0;
            for (Field field : struct.schema().fields()) {
                bytes += bytes(struct.getWithoutDefault(field.name()));
            }
            return bytes;
        }
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.remaining();
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(RateLimit::bytes).sum();
        }
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().mapToLong(RateLimit::bytes).sum();
        }
        return value == null ? 0 : NUMBER_BYTES;
    }

    /** Ends all waiting. */
    @Override
    public void close() {
        closed.countDown();
    }
}
