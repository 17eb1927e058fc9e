// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be applied or read goes, whole, where errors.tolerance says. */
class ErrantRecordsIT {
    private static final String APPLIED = "SELECT GROUP_CONCAT(NULLIF(gtid_set, '')) FROM duplex.applied_transaction";
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static MySqlServer server;

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
        DrivenSink.createTarget(server);
        server.execute("INSERT INTO shop.orders VALUES (15, 'in the way')");
    }

    private static DrivenSink start(String tolerance) {
        return DrivenSink.start(server, Map.of("errors.tolerance", tolerance, "apply.retry.timeout.ms", "500"));
    }

    /** As Connect does, also where the task asks to have records again. */
    private static void deliver(DrivenSink sink, List<SinkRecord> records) {
        int next = 0;
        Instant limit = Instant.now().plusSeconds(120);
        do {
            assertThat(Instant.now()).isBefore(limit);
            int to = sink.context().paused.isEmpty() ? Math.min(next + 500, records.size()) : next;
            sink.put(records.subList(next, to));
            Long again = sink.context().rewound.remove(StreamTopic.PARTITION);
            next = again == null ? to : Math.toIntExact(again);
        } while (next < records.size()
                || sink.context().timeout > 0
                || !sink.context().paused.isEmpty());
    }

    @Test
    void aTransactionThatTheTargetRefusesIsSetAsideWhole() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 5).inserts(11, 8).inserts(21, 5).records();
        try (DrivenSink sink = start("all")) {

            deliver(sink, records);

            assertThat(sink.context().reported).isEqualTo(records.subList(7, 17));
            assertThat(server.value("SELECT GROUP_CONCAT(id ORDER BY id) FROM shop.orders"))
                    .isEqualTo("1,2,3,4,5,15,21,22,23,24,25");
            assertThat(server.value("SELECT note FROM shop.orders WHERE id = 15"))
                    .isEqualTo("in the way");
            assertThat(server.value("SELECT GTID_SUBSET('" + UUID + ":1-3', (" + APPLIED + "))"))
                    .isEqualTo("1");
            assertThat(sink.committable()).isEqualTo(records.size());
        }
    }

    @Test
    void aLargeTransactionIsSetAsideWhole() {
        StreamTopic topic = new StreamTopic().inserts(1, 5).inserts(11, 12_000).inserts(20_001, 5);
        try (DrivenSink sink = start("all")) {

            deliver(sink, topic.records());

            assertThat(sink.context().reported).hasSize(12_002);
            assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(11);
            assertThat(sink.committable()).isEqualTo(topic.records().size());
        }
    }

    @Test
    void aTransactionWithARecordThatCannotBeReadIsSetAsideWhole() {
        List<SinkRecord> records = new StreamTopic()
                .inserts(1, 5)
                .begin()
                .rows(31, 2)
                .unreadableRow()
                .rows(33, 2)
                .end()
                .inserts(21, 5)
                .records();
        try (DrivenSink sink = start("all")) {

            deliver(sink, records);

            assertThat(sink.context().reported).isEqualTo(records.subList(7, 14));
            assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(11);
            assertThat(sink.committable()).isEqualTo(records.size());
        }
    }

    @Test
    void aTransactionThatLacksARecordIsSetAsideWhole() {
        List<SinkRecord> records = new StreamTopic()
                .inserts(1, 5)
                .begin()
                .rows(31, 2)
                .unreadableRow()
                .rows(33, 2)
                .end()
                .inserts(21, 5)
                .records();
        SinkRecord dropped = records.remove(10);
        try (DrivenSink sink = start("all")) {

            deliverFrom(sink, records);

            assertThat(sink.context().reported).hasSize(6).doesNotContain(dropped);
            assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(11);
        }
    }

    /** Of a topic without some of its offsets. */
    private static void deliverFrom(DrivenSink sink, List<SinkRecord> records) {
        long next = 0;
        Instant limit = Instant.now().plusSeconds(120);
        do {
            assertThat(Instant.now()).isBefore(limit);
            long from = next;
            List<SinkRecord> batch = sink.context().paused.isEmpty()
                    ? records.stream()
                            .filter(record -> record.kafkaOffset() >= from)
                            .toList()
                    : List.of();
            sink.put(batch);
            next = batch.isEmpty() ? next : records.get(records.size() - 1).kafkaOffset() + 1;
            Long again = sink.context().rewound.remove(StreamTopic.PARTITION);
            next = again == null ? next : again;
        } while (next <= records.get(records.size() - 1).kafkaOffset()
                || sink.context().timeout > 0
                || !sink.context().paused.isEmpty());
    }

    @Test
    void aRecordOutsideOfTransactionsThatCannotBeReadIsSetAsideAlone() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 5).unreadableRow().inserts(21, 5).records();
        try (DrivenSink sink = start("all")) {

            deliver(sink, records);

            assertThat(sink.context().reported).containsExactly(records.get(7));
            assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(11);
            assertThat(sink.committable()).isEqualTo(records.size());
        }
    }

    private static DrivenSink startOnTables() {
        return DrivenSink.start(
                server,
                Set.of(TableTopicRecords.MARKERS, TableTopicRecords.ORDERS),
                Map.of(
                        "errors.tolerance",
                        "all",
                        "topics",
                        TableTopicRecords.MARKERS.topic() + "," + TableTopicRecords.ORDERS.topic()));
    }

    @Test
    void transactionsOutOfTablesTopicsWithRowsThatCannotBeReadAreSetAsideWhole() throws Exception {
        TableTopicRecords records = new TableTopicRecords(
                new StreamTopic().inserts(1, 5).inserts(31, 3).inserts(41, 2).inserts(21, 5));
        records.spoil(9); // the second row of the second transaction
        records.spoil(13); // the first row of the third one
        try (DrivenSink sink = startOnTables()) {

            records.deliver(sink);

            assertThat(sink.context().reported)
                    .containsAll(records.from(7, 16))
                    .doesNotContainAnyElementsOf(records.from(0, 7))
                    .doesNotContainAnyElementsOf(records.from(16, 23));
            assertThat(server.value("SELECT GROUP_CONCAT(id ORDER BY id) FROM shop.orders"))
                    .isEqualTo("1,2,3,4,5,15,21,22,23,24,25");
            assertThat(server.value("SELECT GTID_SUBSET('" + UUID + ":1-4', (" + APPLIED + "))"))
                    .isEqualTo("1");
            assertThat(sink.task().preCommit(Map.of()))
                    .allSatisfy((partition, offset) -> assertThat(offset.offset())
                            .isEqualTo(partition.equals(TableTopicRecords.MARKERS) ? 8 : 15));
        }
    }

    @Test
    void aRecordOfATablesTopicThatTellsNoTransactionIsSetAsideAlone() throws Exception {
        TableTopicRecords records = new TableTopicRecords(
                new StreamTopic().inserts(1, 5).unreadableRow().inserts(21, 5));
        try (DrivenSink sink = startOnTables()) {

            records.deliver(sink);

            assertThat(sink.context().reported).containsExactly(records.get(7));
            assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(11);
        }
    }

    @Test
    void whatEveryTransactionWouldMeetStopsTheTask() {
        server.execute("DROP USER IF EXISTS poor", "CREATE USER poor IDENTIFIED BY 'poor'");
        server.execute("CREATE DATABASE duplex", "GRANT ALL ON duplex.* TO poor", "GRANT SELECT ON shop.* TO poor");
        Marks.chosen().grant(server, "poor");
        try (DrivenSink sink = DrivenSink.start(
                server, Map.of("database.user", "poor", "database.password", "poor", "errors.tolerance", "all"))) {
            List<SinkRecord> records = new StreamTopic().inserts(1, 5).records();

            assertThatThrownBy(() -> deliver(sink, records))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("Grant the user");
            assertThat(sink.context().reported).isEmpty();
        }
    }

    @Test
    void withoutToleranceTheTaskStopsAndNamesTheRow() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 5).inserts(11, 8).inserts(21, 5).records();
        try (DrivenSink sink = start("none")) {

            assertThatThrownBy(() -> deliver(sink, records))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("orders-to-b")
                    .hasMessageContaining(UUID + ":2")
                    .hasMessageContaining("shop.orders")
                    .hasMessageContaining("15");
            assertThat(sink.context().reported).isEmpty();
            assertThat(server.number("SELECT COUNT(*) FROM shop.orders")).isEqualTo(6);
        }
    }
}
