// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.sink.envelope.EnvelopeReader;
import io.duplex.sink.envelope.SourceTopics;
import io.duplex.sink.schedule.Applier;
import io.duplex.sink.schedule.Backoff;
import io.duplex.sink.schedule.DdlPolicy;
import io.duplex.sink.schedule.InMemoryTarget;
import io.duplex.sink.schedule.ScheduleOptions;
import io.duplex.sink.schedule.TestMetrics;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.AssemblyOptions;
import io.duplex.sink.transaction.TableSelection;
import io.duplex.sink.transaction.TransactionAssembler;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StartedSinkTaskTest {
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final RecordedContext context = new RecordedContext(StreamTopic.PARTITION);
    private final InMemoryTarget target = InMemoryTarget.reliable();
    private final StartedSinkTask task = task(target);

    @AfterEach
    void stop() {
        target.unblock();
        task.close();
    }

    private StartedSinkTask task(Applier applier) {
        TransactionAssembler assembler =
                new TransactionAssembler(new AssemblyOptions(5, 1 << 20, 3), TableSelection.of("", ""));
        MergedSources merged = new MergedSources(new AssemblyOptions(5, 1 << 20, 3), topic -> true);
        ErrantRecords errant = new ErrantRecords(TestMetrics.SHARED, false, context);
        Inbox inbox = new Inbox(context, assembler, merged, errant);
        TransactionScheduler scheduler = new TransactionScheduler(
                TestMetrics.SHARED,
                OptionalInt.of(2),
                new ScheduleOptions(RETRY, DdlPolicy.parse("all"), InMemoryTarget.lanes(2, 3)),
                applier,
                inbox,
                new Backoff(Duration.ZERO, Duration.ZERO, new Random(0)));
        RecordIntake intake = new RecordIntake(
                TestMetrics.SHARED, new EnvelopeReader(SourceTopics.DEFAULT), assembler, scheduler, errant);
        return new StartedSinkTask(TestMetrics.SHARED, intake, assembler, scheduler, inbox, merged);
    }

    /** Delivers, and goes on calling as Connect does until there is nothing more to wait for. */
    private void put(List<SinkRecord> records) {
        context.timeout = -1;
        task.put(records);
        Instant limit = Instant.now().plusSeconds(60);
        while (context.timeout > 0 && context.rewound.isEmpty() && Instant.now().isBefore(limit)) {
            context.timeout = -1;
            task.put(List.of());
            Thread.onSpinWait();
        }
    }

    private long committable() {
        return Objects.requireNonNull(task.preCommit().get(StreamTopic.PARTITION))
                .offset();
    }

    @Test
    void offsetsOfWholeTransactionsAreCommittedAndThoseOfOpenOnesAreNot() {
        StreamTopic topic = new StreamTopic().inserts(1, 2).inserts(3, 2);

        put(topic.records().subList(0, 6));

        assertThat(committable()).isEqualTo(4);
        put(topic.records().subList(6, 8));
        assertThat(committable()).isEqualTo(8);
        assertThat(target.committed()).hasSize(2);
    }

    @Test
    void theOffsetOfALargeTransactionStaysAtItsBeginUntilItIsCommitted() {
        StreamTopic topic = new StreamTopic().inserts(1, 1).inserts(2, 20);

        put(topic.records().subList(0, 20));

        assertThat(committable()).isEqualTo(3);
        put(topic.records().subList(20, 25));
        assertThat(committable()).isEqualTo(25);
    }

    @Test
    void whileTheTargetIsBusyPutReturnsAndKafkaWaits() {
        List<SinkRecord> records = new StreamTopic().inserts(1, 2).inserts(3, 2).records();
        target.block();
        long before = System.nanoTime();

        task.put(records);

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(30));
        assertThat(context.paused).containsExactly(StreamTopic.PARTITION);
        assertThat(context.timeout).isPositive();
        assertThat(task.preCommit()).isEmpty();
        target.unblock();
        put(List.of());
        assertThat(context.paused).isEmpty();
        assertThat(committable()).isEqualTo(8);
    }

    /** Connect pauses again, after a rebalance, what the task had it pause, and calls it while nothing is assigned. */
    @Test
    void whatWasPausedBeforeARebalanceIsResumedBehindIt() {
        target.block();
        task.put(new StreamTopic().inserts(1, 2).inserts(3, 2).records());
        assertThat(context.paused).containsExactly(StreamTopic.PARTITION);

        task.forget(List.of(StreamTopic.PARTITION));
        context.assignment = Set.of();
        task.put(List.of());
        assertThat(context.paused).containsExactly(StreamTopic.PARTITION);

        context.assignment = Set.of(StreamTopic.PARTITION);
        task.put(List.of());
        assertThat(context.paused).isEmpty();
    }

    @Test
    void aLargeTransactionThatFailsIsReadAgainFromItsBegin() {
        List<SinkRecord> records =
                new StreamTopic().inserts(1, 1).inserts(2, 20).records();
        target.failOnceAfter(6);

        put(records.subList(0, 20));

        assertThat(context.rewound).containsEntry(StreamTopic.PARTITION, 3L);
        context.rewound.clear();
        put(records.subList(3, 25));
        assertThat(target.committed()).hasSize(2);
        assertThat(committable()).isEqualTo(25);
    }

    @Test
    void aMissingRecordStopsTheTaskWithTheConnectorsName() {
        List<SinkRecord> records = new StreamTopic().inserts(1, 3).records();

        assertThatThrownBy(() -> task.put(List.of(records.get(0), records.get(2))))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Sink connector orders-to-b stopped: Transaction ")
                .hasMessageContaining("row 1 is missing, row 2 follows at shop.stream-0@2");
    }

    @Test
    void aRevokedPartitionIsForgotten() {
        List<SinkRecord> records = new StreamTopic().inserts(1, 2).inserts(3, 2).records();

        put(records.subList(0, 6));
        task.forget(List.of(StreamTopic.PARTITION));

        assertThat(task.preCommit()).isEmpty();
        put(records.subList(4, 8));
        assertThat(target.committed()).hasSize(2);
    }
}
