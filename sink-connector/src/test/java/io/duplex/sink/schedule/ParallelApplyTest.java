// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SourceLog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.common.TopicPartition;

/** Groups in lanes leave what one transaction after the other leaves. */
class ParallelApplyTest {
    /** What the source did: transactions, the rows they met, and the rows that are left. */
    private static final class History {
        final List<ReplicatedTransaction> transactions = new ArrayList<>();
        final Map<String, Long> before = new HashMap<>();
        final Map<Long, Long> rows = new HashMap<>();

        History(Random random, int count, int keys) {
            for (int number = 1; number <= count; number++) {
                List<Received.Row> changed = new ArrayList<>();
                for (long key :
                        random.longs(random.nextInt(5), 0, keys).distinct().toArray()) {
                    before.put(number + ":" + key, rows.getOrDefault(key, 0L));
                    rows.put(key, (long) number);
                    changed.add(new Received.Row("", 1, SourceLog.change(key), RowFlags.NONE, at(number)));
                }
                transactions.add(
                        new ReplicatedTransaction(SourceLog.header(number, 1), changed, at(number), at(number)));
            }
        }
    }

    @Property(tries = 60)
    void inTheSourcesOrderEachCommittedStateIsOneTheSourceHad(
            @ForAll @IntRange(min = 1, max = 5) int workers,
            @ForAll @IntRange(min = 1, max = 6) int group,
            @ForAll @IntRange(min = 2, max = 60) int keys,
            @ForAll @IntRange(max = 4) int failures,
            @ForAll long seed) {
        History history = new History(new Random(seed), 80, keys);
        LockedTarget target = new LockedTarget(history.before, new Random(seed), failures, 7);

        long offset = apply(history, target, lanes(workers, group, CommitOrder.SOURCE));

        assertThat(target.committed)
                .isEqualTo(LongStream.rangeClosed(1, 80).boxed().toList());
        assertThat(target.rows).isEqualTo(history.rows);
        assertThat(offset).isEqualTo(81);
    }

    @Property(tries = 60)
    void inTheRelaxedOrderTheLastStateIsTheSources(
            @ForAll @IntRange(min = 1, max = 5) int workers,
            @ForAll @IntRange(min = 1, max = 6) int group,
            @ForAll @IntRange(min = 2, max = 60) int keys,
            @ForAll @IntRange(max = 4) int failures,
            @ForAll long seed) {
        History history = new History(new Random(seed), 80, keys);
        LockedTarget target = new LockedTarget(history.before, new Random(seed), failures, Long.MAX_VALUE);

        long offset = apply(history, target, lanes(workers, group, CommitOrder.RELAXED));

        assertThat(target.committed)
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 80).boxed().toList());
        assertThat(target.rows).isEqualTo(history.rows);
        assertThat(offset).isEqualTo(81);
    }

    @Property(tries = 100)
    void transactionsThatAreSentTogetherAreAllCommittedByThemselves(
            @ForAll CommitOrder order,
            @ForAll @IntRange(min = 1, max = 5) int workers,
            @ForAll @IntRange(min = 2, max = 8) int run,
            @ForAll @IntRange(min = 2, max = 60) int keys,
            @ForAll @IntRange(max = 4) int failures,
            @ForAll long seed) {
        History history = new History(new Random(seed), 80, keys);
        long hidden = order == CommitOrder.SOURCE ? 7 : Long.MAX_VALUE;
        LockedTarget target = new LockedTarget(history.before, new Random(seed), failures, hidden);
        LaneOptions lanes = lanes(workers, 1, order);

        long offset = apply(
                history, target, new LaneOptions(workers, order, lanes.group(), lanes.queue(), lanes.patience(), run));

        List<Long> all = LongStream.rangeClosed(1, 80).boxed().toList();
        assertThat(target.committed).containsExactlyInAnyOrderElementsOf(all);
        if (order == CommitOrder.SOURCE) {
            assertThat(target.committed).isEqualTo(all);
        }
        assertThat(target.largestGroup).isEqualTo(1);
        assertThat(target.rows).isEqualTo(history.rows);
        assertThat(offset).isEqualTo(81);
    }

    private static long apply(History history, LockedTarget target, LaneOptions lanes) {
        try (TransactionScheduler scheduler = new TransactionScheduler(
                TestMetrics.SHARED,
                OptionalInt.empty(),
                new ScheduleOptions(Duration.ofMinutes(1), DdlPolicy.parse("all"), lanes),
                target,
                first -> {},
                new Backoff(Duration.ZERO, Duration.ZERO, new Random(0)))) {
            for (ReplicatedTransaction transaction : history.transactions) {
                assertThat(scheduler.accepts(transaction.first(), Instant.now().plusSeconds(60)))
                        .isTrue();
                scheduler.add(transaction);
            }
            assertThat(scheduler.settled(Instant.now().plusSeconds(60))).isTrue();
            return Objects.requireNonNull(scheduler.committable().get(new TopicPartition(SourceLog.TOPIC, 0)))
                    .offset();
        }
    }

    private static LaneOptions lanes(int workers, int group, CommitOrder order) {
        return new LaneOptions(
                workers,
                order,
                new LaneOptions.Limit(group, 10, 1 << 20),
                new LaneOptions.Limit(Integer.MAX_VALUE, 50, 1 << 20),
                Duration.ofMillis(5));
    }

    private static Coordinates at(long offset) {
        return new Coordinates(SourceLog.TOPIC, 0, offset, "shop");
    }
}
