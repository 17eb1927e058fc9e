// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.fault.TcpProxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class KafkaBrokerIT {
    @Test
    void recordsSurviveKillAndRestartAndCanBeDumpedWithHeaders() {
        try (TcpProxy proxy = TcpProxy.withoutTarget();
                KafkaBroker broker = KafkaBroker.builder().proxied(proxy).start()) {
            broker.createTopic("things", 1, Map.of("cleanup.policy", "compact"));
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>("things", 0, 5L, bytes("k"), bytes("v1"), List.of());
            record.headers().add("origin", bytes("a"));
            broker.records().send(record);
            new Topics(broker.proxiedBootstrapServers()).send("things", "k", "v2");

            broker.kill9();
            broker.restart();

            List<TopicRecord> records = broker.records().await("things", 2, Duration.ofSeconds(30));
            assertThat(records.get(0))
                    .isEqualTo(new TopicRecord(0, 0, 5, Optional.of("k"), Optional.of("v1"), Map.of("origin", "a")));
            assertThat(records.get(1).value()).contains("v2");
            assertThat(broker.records().dump("no-such-topic")).isEmpty();
            assertThat(broker.topics()).containsExactly("things");
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
