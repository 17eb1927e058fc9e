// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The task as Connect runs it, on a real target. */
class MySqlSinkTaskIT {
    private static MySqlServer server;

    private final RecordedContext context = new RecordedContext(StreamTopic.PARTITION);
    private MySqlSinkTask task;

    @BeforeAll
    static void startServer() {
        server = MySqlServer.start(MySqlVersion.V8_0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @BeforeEach
    void createTarget() {
        server.execute(
                "DROP DATABASE IF EXISTS duplex",
                "DROP DATABASE IF EXISTS shop",
                "CREATE DATABASE shop",
                "CREATE TABLE shop.orders(id INT PRIMARY KEY, note VARCHAR(200)) CHARSET utf8mb4");
        task = started();
    }

    @AfterEach
    void stop() {
        task.stop();
    }

    private MySqlSinkTask started() {
        MySqlSinkTask started = new MySqlSinkTask();
        started.initialize(context);
        started.start(Map.of(
                "name",
                "orders-to-b",
                "database.hostname",
                server.host(),
                "database.port",
                String.valueOf(server.port()),
                "database.user",
                server.user(),
                "database.password",
                server.password(),
                "site.id",
                "2"));
        return started;
    }

    private void deliver(MySqlSinkTask to, List<SinkRecord> records) {
        for (int from = 0; from < records.size(); from += 500) {
            to.put(records.subList(from, Math.min(from + 500, records.size())));
            while (!context.paused.isEmpty()) {
                to.put(List.of());
            }
        }
    }

    private long committable(MySqlSinkTask of) {
        return of.preCommit(Map.of()).get(StreamTopic.PARTITION).offset();
    }

    @Test
    void transactionsTakeEffectAndTheirOffsetsAreCommitted() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();

        deliver(task, records);

        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
        assertThat(server.value("SELECT note FROM shop.orders WHERE id = 17")).isEqualTo("note 17");
        assertThat(committable(task)).isEqualTo(records.size());
    }

    @Test
    void whatIsDeliveredAgainAfterARestartTakesNoEffect() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();
        deliver(task, records);
        task.stop();
        task = started();

        deliver(task, records);

        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
        assertThat(committable(task)).isEqualTo(records.size());
    }

    @Test
    void anOlderTaskIsFencedByANewerOne() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();
        deliver(task, records.subList(0, 12));
        MySqlSinkTask newer = started();
        try {
            deliver(newer, records.subList(0, 12));

            assertThatThrownBy(() -> deliver(task, records.subList(12, records.size())))
                    .hasMessageContaining("orders-to-b");
            deliver(newer, records.subList(12, records.size()));
        } finally {
            newer.stop();
        }
        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
    }

    @Test
    void aLargeTransactionIsVisibleAsAWholeOnly() {
        List<SinkRecord> records = new StreamTopic().inserts(1, 12_000).records();

        deliver(task, records.subList(0, 11_000));
        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isZero();

        deliver(task, records.subList(11_000, records.size()));
        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(12_000);
    }

    @Test
    void aServerThatRestartsOnlyDelays() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).records();
        deliver(task, records.subList(0, 12));

        server.kill9();
        server.restart();
        deliver(task, records.subList(12, records.size()));

        assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(30);
    }
}
