// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The task as Connect runs it, on a real target. */
class MySqlSinkTaskIT {
    private static MySqlServer server;

    private DrivenSink task;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.builder(MySqlVersion.V8_0).durable().start();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createTarget() {
        DrivenSink.createTarget(server);
        task = start();
    }

    @AfterEach
    void stop() {
        task.close();
    }

    private static DrivenSink start() {
        return DrivenSink.start(server, Map.of());
    }

    @Test
    void transactionsTakeEffectAndTheirOffsetsAreCommitted() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();

        task.deliver(records);

        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
        assertThat(server.value("SELECT note FROM shop.orders WHERE id = 17")).isEqualTo("note 17");
        assertThat(task.committable()).isEqualTo(records.size());
    }

    @Test
    void whatIsDeliveredAgainAfterARestartTakesNoEffect() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();
        task.deliver(records);
        task.close();
        task = start();

        task.deliver(records);

        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
        assertThat(task.committable()).isEqualTo(records.size());
    }

    @Test
    void anOlderTaskIsFencedByANewerOne() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();
        task.deliver(records.subList(0, 12));
        try (DrivenSink newer = start()) {
            newer.deliver(records.subList(0, 12));

            assertThatThrownBy(() -> task.deliver(records.subList(12, records.size())))
                    .hasMessageContaining("orders-to-b");
            newer.deliver(records.subList(12, records.size()));
        }
        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
    }

    @Test
    void aTransactionLargerThanMemoryIsVisibleAsAWholeOnly() {
        int rows = 300_000;
        StreamTopic topic = new StreamTopic().begin();
        for (int row = 0; row < rows; row += 1_000) {
            task.deliver(topic.rows(row, 1_000).take());
        }
        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isZero();

        task.deliver(topic.end().take());

        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(rows);
        assertThat(task.committable()).isEqualTo(rows + 2);
    }

    @Test
    void aLargeTransactionWhoseConnectionIsLostIsReadAgain() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 5).inserts(6, 12_000).records();
        task.deliver(records.subList(0, 9_000));

        server.kill9();
        server.restart();
        task.deliver(records.subList(9_000, 10_400));
        long again = Objects.requireNonNull(task.context().rewound.get(StreamTopic.PARTITION));
        task.deliver(records.subList((int) again, records.size()));

        assertThat(again).isEqualTo(7);
        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(12_005);
    }

    @Test
    void aServerThatRestartsOnlyDelays() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();
        task.deliver(records.subList(0, 12));

        server.kill9();
        server.restart();
        task.deliver(records.subList(12, records.size()));

        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
    }
}
