// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.ToldTables;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SourceLog;
import io.duplex.sink.transaction.StatementMapping;
import io.duplex.sink.transaction.Unit;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class SkipStopAndPaceTest {
    private final InMemoryTarget target = InMemoryTarget.reliable();

    private static TransactionHeader header(int number, Instant committed) {
        return new TransactionHeader(
                SourceLog.gtid(number),
                1,
                new Origin(1, SourceLog.gtid(number)),
                number == 1 ? Optional.empty() : Optional.of(SourceLog.gtid(number - 1)),
                number == 1 ? GtidSet.EMPTY : GtidSet.parse(SourceLog.UUID + ":1-" + (number - 1)),
                new TransactionHeader.CommitInfo(0, 0, ChronoUnit.MICROS.between(Instant.EPOCH, committed)),
                List.of());
    }

    private static Coordinates at(long offset) {
        return new Coordinates(SourceLog.TOPIC, 0, offset, "shop");
    }

    private static ReplicatedTransaction transaction(int number) {
        return transaction(number, Instant.EPOCH);
    }

    private static ReplicatedTransaction transaction(int number, Instant committed) {
        return new ReplicatedTransaction(header(number, committed), List.of(), at(number * 10L), at(number * 10L + 9));
    }

    private static DdlUnit ddl(int number, StatementMapping mapping) {
        return new DdlUnit(
                header(number, Instant.EPOCH),
                new DdlContext(Optional.of("shop"), DdlClass.VIEW, List.of(), Map.of()),
                "CREATE VIEW v AS SELECT 1",
                false,
                at(number * 10L),
                mapping,
                ToldTables.NONE);
    }

    private static SkipOptions skip(String gtids) {
        return new SkipOptions(GtidSet.parse(gtids), Optional.empty(), Optional.empty());
    }

    private void run(SkipOptions skip, Unit... units) {
        run(PaceOptions.NONE, skip, "all", units);
    }

    private void run(PaceOptions pace, SkipOptions skip, String ddl, Unit... units) {
        ScheduleOptions options = new ScheduleOptions(
                Duration.ofMinutes(1),
                DdlPolicy.parse(ddl),
                InMemoryTarget.lanes(2, 3).within(pace),
                pace,
                skip);
        try (TransactionScheduler scheduler = new TransactionScheduler(
                TestMetrics.SHARED,
                OptionalInt.of(2),
                options,
                target,
                first -> {},
                new Backoff(Duration.ZERO, Duration.ZERO, new Random(0)))) {
            for (Unit unit : units) {
                while (!scheduler.accepts(unit.first(), Instant.now().plusSeconds(10))) {
                    Thread.onSpinWait();
                }
                scheduler.add(unit);
            }
            assertThat(scheduler.settled(Instant.now().plusSeconds(60))).isTrue();
        }
    }

    private List<String> gtids() {
        List<String> gtids = new ArrayList<>();
        target.committed()
                .forEach(text -> gtids.add(text.replaceFirst(" \\[.*", "").replace(SourceLog.UUID, "")));
        return gtids;
    }

    @Test
    void aSkippedTransactionIsNotedInItsPlaceAndTheNextOnesFollow() {
        run(
                skip(SourceLog.UUID + ":2-3"),
                transaction(1),
                transaction(2),
                ddl(3, StatementMapping.NONE),
                transaction(4));

        assertThat(gtids()).containsExactly(":1", "skipped :2", "skipped :3", ":4");
    }

    @Test
    void aSkippedLargeTransactionIsNotedAtItsEnd() {
        TransactionHeader header = header(1, Instant.EPOCH);

        run(
                skip(SourceLog.UUID + ":1"),
                new LargeTransaction.Start(header, at(0), at(0)),
                new LargeTransaction.Part(header, List.of(), at(1), at(2)),
                new LargeTransaction.End(header, 7, at(0), at(3)),
                transaction(2));

        assertThat(gtids()).containsExactly("skipped :1", ":2");
    }

    @Test
    void theTaskStopsBeforeATransaction() {
        SkipOptions stop = new SkipOptions(GtidSet.EMPTY, Optional.of(SourceLog.gtid(3)), Optional.empty());

        assertThatThrownBy(() -> run(stop, transaction(1), transaction(2), transaction(3), transaction(4)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("apply.stop.before.gtid=" + SourceLog.UUID + ":3 is reached")
                .hasMessageContaining("apply.skip.gtids");
        assertThat(gtids()).containsExactly(":1", ":2");

        assertThatThrownBy(() -> run(stop, transaction(3), transaction(4))).hasMessageContaining("is reached");
        run(SkipOptions.NONE, transaction(3), transaction(4));
        assertThat(gtids()).containsExactly(":1", ":2", ":3", ":4");
        assertThatThrownBy(() -> run(stop, transaction(5))).hasMessageContaining("cannot be kept");
    }

    @Test
    void theTaskStopsAfterATransactionAndStaysThereWhenItIsRestarted() {
        SkipOptions stop = new SkipOptions(GtidSet.EMPTY, Optional.empty(), Optional.of(SourceLog.gtid(2)));

        assertThatThrownBy(() -> run(stop, transaction(1), transaction(2), transaction(3)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("apply.stop.after.gtid=" + SourceLog.UUID + ":2 is reached");
        assertThatThrownBy(() -> run(stop, transaction(3))).hasMessageContaining("is reached");
        assertThat(gtids()).containsExactly(":1", ":2");
    }

    @Test
    void aStatementThatTheMappingRefusesStopsTheTaskUnlessItIsNotWantedAnyway() {
        StatementMapping refused = StatementMapping.refused("it names what is renamed");

        assertThatThrownBy(() -> run(SkipOptions.NONE, ddl(1, refused)))
                .hasMessageContaining("it names what is renamed")
                .hasMessageContaining("CREATE VIEW v AS SELECT 1")
                .hasMessageContaining("apply.skip.gtids=" + SourceLog.gtid(1));
        run(PaceOptions.NONE, SkipOptions.NONE, "all,-view", ddl(1, refused), transaction(2));
        run(SkipOptions.NONE, ddl(3, StatementMapping.skipped("nothing of it is left")), transaction(4));

        assertThat(gtids()).containsExactly(":1", ":2", ":3", ":4");
    }

    @Test
    void transactionsWaitUntilTheyAreOldEnough() {
        Instant committed = Instant.now();
        PaceOptions pace = new PaceOptions(0, 0, Duration.ofMillis(400));

        run(pace, SkipOptions.NONE, "all", transaction(1, committed.minusSeconds(5)), transaction(2, committed));

        assertThat(Duration.between(committed, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(395));
        assertThat(gtids()).containsExactly(":1", ":2");
    }

    @Test
    void aTaskThatEndsDoesNotWaitForTransactionsToGrowOld() {
        PaceOptions pace = new PaceOptions(0, 0, Duration.ofHours(10));
        ScheduleOptions options = new ScheduleOptions(
                Duration.ofMinutes(1), DdlPolicy.parse("all"), InMemoryTarget.lanes(2, 3), pace, SkipOptions.NONE);
        TransactionScheduler scheduler = new TransactionScheduler(
                TestMetrics.SHARED,
                OptionalInt.of(2),
                options,
                target,
                first -> {},
                new Backoff(Duration.ZERO, Duration.ZERO, new Random(0)));
        ReplicatedTransaction young = transaction(1, Instant.now());
        assertThat(scheduler.accepts(young.first(), Instant.now().plusSeconds(10)))
                .isTrue();
        scheduler.add(young);
        assertThat(scheduler.settled(Instant.now().plusMillis(50))).isFalse();

        long start = System.nanoTime();
        scheduler.forget(young.first().topicPartition());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(gtids()).isEmpty();
        scheduler.close();
    }

    @Test
    void rowsAndBytesAreLetThroughAtTheirRate() {
        java.util.concurrent.CountDownLatch going = new java.util.concurrent.CountDownLatch(1);
        Pace pace = new Pace(new PaceOptions(1000, 100_000, Duration.ZERO), java.time.Clock.systemUTC());

        long start = System.nanoTime();
        long waited = pace.awaitTurn(100, 1, going);
        waited += pace.awaitTurn(1, 20_000, going);
        waited += pace.awaitTurn(1, 1, going);

        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isGreaterThanOrEqualTo(Duration.ofMillis(295));
        // What a busy machine spends between the calls counts as well.
        assertThat(Duration.ofNanos(waited)).isPositive().isLessThanOrEqualTo(took);
    }

    @Test
    void groupsAreSmallEnoughForThePace() {
        LaneOptions.Limit group = new LaneOptions.Limit(1000, 2000, 1 << 20);

        assertThat(new PaceOptions(500, 0, Duration.ZERO).limit(group))
                .isEqualTo(new LaneOptions.Limit(1000, 50, 1 << 20));
        assertThat(PaceOptions.NONE.limit(group)).isEqualTo(group);
        assertThat(SkipOptions.NONE.concerns(Gtid.of(SourceLog.UUID, 1))).isFalse();
    }
}
