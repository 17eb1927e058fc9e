// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The MBeans of a task as Connect runs it, on a real target. */
class SinkMetricsIT {
    private static final String NAME = "duplex:type=sink,connector=orders-to-b,source=shop";
    private static MySqlServer server;

    private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

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
    }

    private static DrivenSink start(String connector) {
        return DrivenSink.start(server, Map.of("name", connector));
    }

    private Object shown(String attribute) throws JMException {
        return shown(NAME, attribute);
    }

    private Object shown(String name, String attribute) throws JMException {
        return beans.getAttribute(new ObjectName(name), attribute);
    }

    private Map<Object, Object> table(String attribute) throws JMException {
        Map<Object, Object> table = new HashMap<>();
        for (Object row : ((TabularData) shown(attribute)).values()) {
            CompositeData entry = (CompositeData) row;
            table.put(entry.get("key"), entry.get("value"));
        }
        return table;
    }

    @Test
    void theTargetsRowsTransactionsAndLagAreShown() throws Exception {
        StreamTopic topic = new StreamTopic();
        topic.at(Instant.now().minusSeconds(3)).inserts(1, 10).inserts(11, 20);
        List<SinkRecord> records = topic.take();
        try (DrivenSink task = start("orders-to-b")) {
            task.deliver(records);

            assertThat(shown("Channel")).isEqualTo("orders-to-b");
            assertThat(shown("AppliedTransactions")).isEqualTo(2L);
            assertThat(shown("AppliedRows")).isEqualTo(30L);
            assertThat(table("InsertsByTable")).containsExactlyEntriesOf(Map.of("shop.orders", 30L));
            assertThat((Double) table("LagMillisByOrigin").get("1")).isBetween(2_900.0, 60_000.0);
            assertThat((Double) table("LagMillisP99ByOrigin").get("1")).isGreaterThan(2_900);
            assertThat(table("LagMillisMaxByOrigin")).containsOnlyKeys("1");
            assertThat(shown("PendingTransactions")).isEqualTo(0L);
            assertThat(shown("QueueRowsCapacity")).isEqualTo(20_000L);
            assertThat(shown("AppliedGtidSet")).isEqualTo("3e11fa47-71ca-11e1-9e33-c80aa9429562:1-2");
            assertThat(shown("LastAppliedGtid")).isEqualTo("3e11fa47-71ca-11e1-9e33-c80aa9429562:2");
            assertThat((Long) shown("MilliSecondsSinceLastApplied")).isBetween(0L, 60_000L);
            assertThat((Long) shown("Groups")).isBetween(1L, 2L);
            assertThat(table("WorkerMillisByPhase"))
                    .containsOnlyKeys("idle", "preparing", "waiting", "writing", "committing");
            assertThat(shown("DuplicateTransactions")).isEqualTo(0L);

            task.deliver(records);

            assertThat(shown("DuplicateTransactions")).isEqualTo(2L);
            assertThat(shown("AppliedRows")).isEqualTo(30L);
        }
        assertThat(beans.isRegistered(new ObjectName(NAME))).isFalse();
    }

    @Test
    void aTaskThatTakesTheStreamOverKeepsTheName() throws Exception {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 10).inserts(11, 20).take();
        DrivenSink older = start("orders-to-b");
        older.deliver(records.subList(0, 12));
        try (DrivenSink newer = start("orders-to-b")) {
            newer.deliver(records.subList(12, records.size()));
            older.close();

            assertThat(shown("AppliedRows")).isEqualTo(20L);
        }
        assertThat(beans.isRegistered(new ObjectName(NAME))).isFalse();
    }

    @Test
    void tasksOfDifferentConnectorsHaveTheirOwn() throws Exception {
        assumeTrue(Marks.chosen() == Marks.SESSION, "under its GTID a transaction is applied by one connector");
        List<SinkRecord> records = new StreamTopic().inserts(1, 10).take();
        try (DrivenSink one = start("orders-to-b");
                DrivenSink other = start("orders:copy")) {
            one.deliver(records);
            server.execute("DELETE FROM shop.orders");
            other.deliver(records);

            assertThat(beans.queryNames(new ObjectName("duplex:type=sink,*"), null))
                    .extracting(ObjectName::toString)
                    .contains(NAME, "duplex:type=sink,connector=\"orders:copy\",source=shop");
        }
    }

    @Test
    void tasksOfOneConnectorShowTheirSourcesApart() throws Exception {
        TopicPartition stores = new TopicPartition("stores.stream", 0);
        String others = NAME.replace("source=shop", "source=stores");
        try (DrivenSink other = DrivenSink.start(server, stores, Map.of())) {
            try (DrivenSink one = start("orders-to-b")) {
                one.deliver(new StreamTopic().inserts(1, 10).take());
                other.deliver(new StreamTopic(stores).inserts(101, 7).take());

                assertThat(shown("AppliedRows")).isEqualTo(10L);
                assertThat(shown(others, "AppliedRows")).isEqualTo(7L);
            }
            assertThat(beans.isRegistered(new ObjectName(NAME))).isFalse();
            other.deliver(
                    new StreamTopic(stores).inserts(101, 7).inserts(111, 2).take());

            assertThat(shown(others, "AppliedRows")).isEqualTo(9L);
        }
    }

    @Test
    void theLagBehindAServerThatTellsNoCommitTimeIsThatOfItsMarkers() throws Exception {
        StreamTopic topic = new StreamTopic().marked(Instant.now().minusSeconds(5));
        try (DrivenSink task = start("orders-to-b")) {
            task.deliver(topic.inserts(1, 3).take());

            assertThat((Double) table("LagMillisByOrigin").get("1")).isBetween(4_900.0, 60_000.0);
        }
    }

    @Test
    void aFirstCopyShowsItsRowsAndHowManyThereShouldBe() throws Exception {
        try (DrivenSink task = start("orders-to-b")) {
            task.deliver(new StreamTopic().copies(1, 40, 120).take());

            assertThat(table("CopiedRowsByTable")).isEqualTo(Map.of("shop.orders", 40L));
            assertThat(table("CopiedRowsEstimatedByTable")).isEqualTo(Map.of("shop.orders", 120L));
            assertThat(shown("SnapshotRunning")).isEqualTo(true);
        }
    }

    @Test
    void aLargeTransactionIsCountedWhenItIsThere() throws Exception {
        StreamTopic topic = new StreamTopic().begin();
        try (DrivenSink task = start("orders-to-b")) {
            for (int row = 0; row < 30_000; row += 1_000) {
                task.deliver(topic.rows(row, 1_000).take());
            }
            assertThat(shown("AppliedRows")).isEqualTo(0L);

            task.deliver(topic.end().take());

            assertThat(shown("AppliedRows")).isEqualTo(30_000L);
            assertThat(shown("AppliedTransactions")).isEqualTo(1L);
        }
    }
}
