// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.kafka.KafkaBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class KafkaSchemaHistoryIT {
    private static KafkaBroker broker;

    @BeforeAll
    static void start() {
        broker = KafkaBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void theTopicIsCreatedAndEntriesComeBackInOrderAfterARestart() {
        List<HistoryRecord> written = new ArrayList<>();
        List<HistoryRecord> read = new ArrayList<>();
        List<HistoryRecord> tail = new ArrayList<>();
        boolean before;
        try (SchemaHistory history = options("history").open("shop")) {
            before = history.exists();
            for (int i = 1; i <= 500; i++) {
                HistoryRecord entry = new HistoryRecord(
                        Map.of("server", "shop"),
                        Map.of("file", "bin.000001", "pos", i),
                        i,
                        Optional.of("CREATE TABLE t" + i + " (a INT)"),
                        StatementContext.of("app"));
                history.record(entry);
                written.add(entry);
            }
        }

        try (SchemaHistory history = options("history").open("shop")) {
            assertThat(history.exists()).isTrue();
            SchemaHistory.Extent extent = history.extent();
            history.replay(extent.begin(), (place, entry) -> read.add(entry));
            history.replay(extent.end() - 1, (place, entry) -> tail.add(entry));
        }

        assertThat(before).isFalse();
        assertThat(read).isEqualTo(written);
        assertThat(tail).containsExactly(written.get(written.size() - 1));
    }

    @Test
    void aTopicWithSeveralPartitionsIsRefused() {
        broker.createTopic("wide", 2, Map.of());

        assertThatThrownBy(() -> options("wide").open("shop"))
                .hasMessageContaining("wide has 2 partitions")
                .hasMessageContaining("schema.history.internal.kafka.topic");
    }

    private static SchemaHistoryOptions options(String topic) {
        ConfigDef definition = new ConfigDef();
        SchemaHistoryOptions.define(definition);
        return SchemaHistoryOptions.from(new AbstractConfig(
                definition,
                Map.of(
                        "schema.history.internal.kafka.topic",
                        topic,
                        "schema.history.internal.kafka.bootstrap.servers",
                        broker.bootstrapServers(),
                        "schema.history.internal.producer.linger.ms",
                        "0")));
    }
}
