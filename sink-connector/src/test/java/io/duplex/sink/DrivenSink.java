// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** A task with a context of its own, driven as Connect drives one; it applies {@link StreamTopic} to a real target. */
record DrivenSink(MySqlSinkTask task, RecordedContext context) implements AutoCloseable {
    private static final int LIMIT_SECONDS = 120;

    /** {@code more} overrides options. */
    static DrivenSink start(MySqlServer target, Map<String, String> more) {
        return start(target, StreamTopic.PARTITION, more);
    }

    /** A task that has this partition. */
    static DrivenSink start(MySqlServer target, TopicPartition assigned, Map<String, String> more) {
        return start(target, Set.of(assigned), more);
    }

    /** A task that has these partitions. */
    static DrivenSink start(MySqlServer target, Set<TopicPartition> assigned, Map<String, String> more) {
        RecordedContext context = new RecordedContext(assigned.toArray(TopicPartition[]::new));
        MySqlSinkTask task = new MySqlSinkTask();
        task.initialize(context);
        Map<String, String> options = new HashMap<>(Map.of(
                "name", "orders-to-b",
                "database.hostname", target.host(),
                "database.port", String.valueOf(target.port()),
                "database.user", target.user(),
                "database.password", target.password(),
                "site.id", "2",
                "origin.mark.mode", Marks.chosen().value()));
        options.putAll(more);
        task.start(options);
        return new DrivenSink(task, context);
    }

    /** The target as it is before the first record. */
    static void createTarget(MySqlServer target) {
        target.execute(
                "DROP DATABASE IF EXISTS duplex",
                "DROP DATABASE IF EXISTS shop",
                "CREATE DATABASE shop",
                "CREATE TABLE shop.orders(id INT PRIMARY KEY, note VARCHAR(200)) CHARSET utf8mb4");
        Marks.chosen().forgetGtids(target);
    }

    /** Hands the records over, and returns when the task asks for nothing any more. */
    void deliver(List<SinkRecord> records) {
        Instant limit = Instant.now().plusSeconds(LIMIT_SECONDS);
        for (int from = 0; from < records.size(); from += 500) {
            put(records.subList(from, Math.min(from + 500, records.size())));
            while (!context.paused.isEmpty()) {
                assertThat(Instant.now()).as("The task wants no more records").isBefore(limit);
                put(List.of());
            }
        }
        while (context.timeout > 0) {
            assertThat(Instant.now()).as("The target is busy for too long").isBefore(limit);
            put(List.of());
        }
    }

    void put(List<SinkRecord> records) {
        context.timeout = -1;
        task.put(records);
    }

    long committable() {
        return Objects.requireNonNull(task.preCommit(Map.of()).get(StreamTopic.PARTITION))
                .offset();
    }

    @Override
    public void close() {
        task.stop();
    }
}
