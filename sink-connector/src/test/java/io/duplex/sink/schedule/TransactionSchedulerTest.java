// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.transaction.AssemblyOptions;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SourceLog;
import io.duplex.sink.transaction.TableSelection;
import io.duplex.sink.transaction.TransactionAssembler;
import io.duplex.sink.transaction.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class TransactionSchedulerTest {
    private static final TopicPartition PARTITION = new TopicPartition(SourceLog.TOPIC, 0);
    private static final int OWN = 2;
    private static final int OTHER = 1;

    private final InMemoryTarget target = InMemoryTarget.reliable();

    /** A task over a topic: reads on from an offset, and goes back when asked to. */
    private static final class Task implements AutoCloseable {
        private final List<Received> topic;
        private final TransactionAssembler assembler =
                new TransactionAssembler(new AssemblyOptions(4, 1 << 20, 3), TableSelection.of("", ""));
        private final TransactionScheduler scheduler;
        private int next;

        Task(List<Received> topic, int from, InMemoryTarget target) {
            this(topic, from, target, InMemoryTarget.lanes(2, 3));
        }

        Task(List<Received> topic, int from, InMemoryTarget target, LaneOptions lanes) {
            this.topic = topic;
            this.next = from;
            this.scheduler = new TransactionScheduler(
                    TestMetrics.SHARED,
                    OptionalInt.of(OWN),
                    new ScheduleOptions(Duration.ofMinutes(1), DdlPolicy.parse("all"), lanes),
                    target,
                    this::rewind,
                    new Backoff(Duration.ZERO, Duration.ZERO, new Random(0)));
        }

        private void rewind(Coordinates first) {
            assembler.forget(first.topicPartition());
            next = (int) first.offset();
        }

        /** Reads up to this record; crashes there, or ends when there is none. */
        int runUntil(int crash) {
            int end = Math.min(crash, topic.size());
            boolean settled = false;
            while (!settled) {
                while (next < end && accepts(scheduler, topic.get(next).coordinates())) {
                    Received record = topic.get(next++);
                    assembler.add(record, gtid -> scheduler.has(record.coordinates(), gtid), scheduler::add);
                }
                settled = scheduler.settled(Instant.now().plusSeconds(60)) && next >= end;
            }
            return scheduler.committable().containsKey(PARTITION)
                    ? (int) scheduler.committable().get(PARTITION).offset()
                    : 0;
        }

        @Override
        public void close() {
            scheduler.close();
        }
    }

    @Property(tries = 300)
    void eachTransactionTakesEffectOnceWhateverFailsAndCrashes(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 11) Integer> sizes,
            @ForAll @IntRange(max = 60) int sentAgainFrom,
            @ForAll @Size(max = 4) List<@IntRange(max = 80) Integer> crashes,
            @ForAll @IntRange(min = 1, max = 4) int workers,
            @ForAll @IntRange(min = 1, max = 4) int group,
            @ForAll long seed) {
        SourceLog log = new SourceLog(OTHER);
        sizes.forEach(log::transaction);
        log.sendAgainFrom(sentAgainFrom % log.size());
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < sizes.size(); i++) {
            expected.add(SourceLog.gtid(i + 1) + " "
                    + LongStream.rangeClosed(1, sizes.get(i)).boxed().toList());
        }
        InMemoryTarget failing = new InMemoryTarget(new Random(seed), 10);

        LaneOptions lanes = InMemoryTarget.lanes(workers, group);
        int committed = 0;
        for (int crash : crashes) {
            committed = run(log, committed, committed + crash, failing, lanes);
        }
        committed = run(log, committed, Integer.MAX_VALUE, failing, lanes);

        assertThat(failing.committed).isEqualTo(expected);
        assertThat(committed).isEqualTo(log.records().size());
    }

    private static int run(SourceLog log, int from, int crash, InMemoryTarget target, LaneOptions lanes) {
        try (Task task = new Task(log.records(), from, target, lanes)) {
            return Math.max(from, task.runUntil(crash));
        }
    }

    @Test
    void whatWasThereBeforeTheChannelBeganIsPassedOver() {
        List<Received> topic = new SourceLog(OTHER)
                .transaction(1)
                .transaction(1)
                .transaction(2)
                .records();
        target.atStart = GtidSet.parse(SourceLog.UUID + ":1-2");

        try (Task task = new Task(topic, 3, target)) {
            task.runUntil(99);
        }

        assertThat(target.committed).containsExactly(SourceLog.gtid(3) + " [1, 2]");
    }

    @Test
    void aTransactionAfterOneThatTheTargetLacksStopsTheTask() {
        List<Received> topic =
                new SourceLog(OTHER).transaction(1).transaction(1).records();

        assertThatThrownBy(() -> {
                    try (Task task = new Task(topic, 3, target)) {
                        task.runUntil(99);
                    }
                })
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Sink connector orders-to-b stopped at record shop.stream-0@3 of source shop")
                .hasMessageContaining("Transaction " + SourceLog.gtid(2) + " comes after " + SourceLog.gtid(1))
                .hasMessageContaining("take a new snapshot");
        assertThat(target.committed).isEmpty();
    }

    @Test
    void aSourceWithTheSinksOwnSiteStopsTheTask() {
        assertThatThrownBy(() -> apply(transaction(SourceLog.header(1, OWN))))
                .hasMessageContaining("Source shop and this sink both have site.id=2; give each site its own");
    }

    @Test
    void whatComesHomeIsNotedAsAppliedWithoutItsRows() {
        TransactionHeader sent = SourceLog.header(1, OTHER);
        TransactionHeader home = new TransactionHeader(
                sent.gtid(),
                OTHER,
                new Origin(OWN, sent.gtid()),
                sent.previous(),
                sent.executed(),
                sent.commit(),
                List.of());

        apply(transaction(home));

        assertThat(target.committed).containsExactly(SourceLog.gtid(1) + " []");
    }

    @Test
    void ddlIsAppliedSkippedOrRefusedByItsClass() {
        apply(ddl(1, DdlClass.TABLE, "CREATE TABLE t(a INT)"));
        apply(ddl(2, DdlClass.USER, "CREATE USER u"));

        assertThat(target.committed)
                .containsExactly(SourceLog.gtid(1) + " CREATE TABLE t(a INT)", SourceLog.gtid(2) + " []");
        assertThatThrownBy(() -> apply(ddl(3, DdlClass.EVENT, "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DO 1")))
                .hasMessageContaining("refused by ddl.apply")
                .hasMessageContaining("CREATE EVENT e");
    }

    @Test
    void noOffsetIsCommittedBetweenAStatementAndItsRows() {
        List<Received> topic = new SourceLog(OTHER).createTableSelect(2).records();
        try (Task task = new Task(topic, 0, target)) {
            assertThat(task.runUntil(3)).isZero();
            assertThat(task.runUntil(99)).isEqualTo(5);
        }
        assertThat(target.committed)
                .containsExactly(
                        SourceLog.gtid(1) + " CREATE TABLE orders(id INT) START TRANSACTION",
                        SourceLog.gtid(1) + " [1, 2]");
    }

    @Test
    void snapshotRowsThatTheTargetHasAreCutOffAndMissingOnesRefused() {
        apply(batch(1, 3, false));
        apply(batch(2, 5, true));

        assertThat(target.committed).containsExactly("s1 1", "s1 2", "s1 3", "s1 4", "s1 5");
        assertThat(target.contains(SourceLog.gtid(9))).isTrue();
        assertThatThrownBy(() -> apply(batch(7, 8, false))).hasMessageContaining("Record 6 of snapshot s1 is missing");
    }

    @Test
    void aTransactionAfterAnUnfinishedSnapshotStopsTheTask() {
        apply(batch(1, 3, false));

        assertThatThrownBy(() -> apply(transaction(SourceLog.header(1, OTHER))))
                .hasMessageContaining("follows a snapshot whose last record has not come");
    }

    @Test
    void aFailureThatLastsStopsTheTaskWhenItsTimeIsUp() {
        InMemoryTarget broken = new InMemoryTarget(new Random(1), 100);
        try (TransactionScheduler scheduler = scheduler(broken, Duration.ofMillis(200), first -> {})) {
            assertThatThrownBy(() -> accepts(scheduler, at(0)))
                    .hasMessageContaining("within apply.retry.timeout.ms=200");
        }
    }

    @Test
    void aRevokedPartitionIsReleasedAndClaimedAgainWhenItComesBack() {
        try (Task task = new Task(new SourceLog(OTHER).transaction(11).records(), 0, target)) {
            task.runUntil(8);
            task.scheduler.forget(PARTITION);
            task.rewind(at(0));

            task.runUntil(99);
        }
        assertThat(target.releases).isPositive();
        assertThat(target.claims).isEqualTo(2);
        assertThat(target.committed).containsExactly(SourceLog.gtid(1) + " [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]");
    }

    @Test
    void aTryThatWaitsForItsTimeIsCancelledWhenItsPartitionIsRevoked() {
        Backoff seconds = new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(2), new Random(0));
        target.failOnceAfter(1);
        try (TransactionScheduler scheduler = scheduler(target, Duration.ofMinutes(1), first -> {}, seconds)) {
            assertThat(accepts(scheduler, at(0))).isTrue();
            scheduler.add(transaction(SourceLog.header(1, OTHER)));
            assertThat(scheduler.settled(Instant.now().plusMillis(300))).isFalse();

            scheduler.forget(PARTITION);

            assertThat(accepts(scheduler, at(0))).isTrue();
            assertThat(scheduler.has(at(0), SourceLog.gtid(1))).isFalse();
        }
        assertThat(target.committed).isEmpty();
    }

    private static boolean accepts(TransactionScheduler scheduler, Coordinates at) {
        return scheduler.accepts(at, Instant.now().plusSeconds(60));
    }

    private void apply(Unit unit) {
        try (TransactionScheduler scheduler = scheduler(target, Duration.ofMinutes(1), first -> {})) {
            assertThat(accepts(scheduler, unit.first())).isTrue();
            scheduler.add(unit);
            assertThat(scheduler.settled(Instant.now().plusSeconds(60))).isTrue();
        }
    }

    private static TransactionScheduler scheduler(
            InMemoryTarget target, Duration retry, TransactionScheduler.Rewinder rewinder) {
        return scheduler(target, retry, rewinder, new Backoff(Duration.ZERO, Duration.ZERO, new Random(0)));
    }

    private static TransactionScheduler scheduler(
            InMemoryTarget target, Duration retry, TransactionScheduler.Rewinder rewinder, Backoff backoff) {
        return new TransactionScheduler(
                TestMetrics.SHARED,
                OptionalInt.of(OWN),
                new ScheduleOptions(retry, DdlPolicy.parse("all,-user,!event"), InMemoryTarget.lanes(2, 3)),
                target,
                rewinder,
                backoff);
    }

    private static ReplicatedTransaction transaction(TransactionHeader header) {
        Received.Row row =
                (Received.Row) new SourceLog(OTHER).transaction(1).records().get(1);
        return new ReplicatedTransaction(header, List.of(row), at(0), at(2));
    }

    private static DdlUnit ddl(int number, DdlClass ddlClass, String statement) {
        return new DdlUnit(
                SourceLog.header(number, OTHER),
                new DdlContext(Optional.of("shop"), ddlClass, List.of(), Map.of()),
                statement,
                at(0));
    }

    private static SnapshotBatch batch(long firstRecord, long lastRecord, boolean last) {
        List<Received.SnapshotRow> rows = LongStream.rangeClosed(firstRecord, lastRecord)
                .mapToObj(record ->
                        new Received.SnapshotRow(snapshot(record, false), SourceLog.change(record), at(record)))
                .toList();
        return new SnapshotBatch(snapshot(lastRecord, last), firstRecord, rows, at(firstRecord), at(lastRecord));
    }

    private static SnapshotHeader snapshot(long record, boolean last) {
        return new SnapshotHeader("s1", OTHER, record, last, GtidSet.parse(SourceLog.UUID + ":1-9"));
    }

    private static Coordinates at(long offset) {
        return new Coordinates(SourceLog.TOPIC, 0, offset, "shop");
    }
}
