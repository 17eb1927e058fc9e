// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.sink.schedule.Applier;
import io.duplex.sink.schedule.Backoff;
import io.duplex.sink.schedule.CommitOrder;
import io.duplex.sink.schedule.DdlPolicy;
import io.duplex.sink.schedule.LaneOptions;
import io.duplex.sink.schedule.ScheduleOptions;
import io.duplex.sink.schedule.TestMetrics;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.Unit;
import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** A target of each version, emptied for each test, and schedulers that write into it in several sessions. */
final class ScheduledTargets implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final LaneOptions.Limit queue;
    private final Map<MySqlVersion, MySqlServer> servers = new EnumMap<>(MySqlVersion.class);
    private final Map<MySqlVersion, TargetFixture> targets = new EnumMap<>(MySqlVersion.class);

    /** {@code queueRows} bounds what waits in a scheduler. */
    ScheduledTargets(int queueRows) {
        queue = new LaneOptions.Limit(Integer.MAX_VALUE, queueRows, 1 << 24);
    }

    MySqlServer empty(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        MySqlServer server = servers.computeIfAbsent(version, MySqlServer::start);
        target(version);
        server.execute("DROP DATABASE IF EXISTS duplex", "DROP DATABASE app", "CREATE DATABASE app");
        TargetFixture.forgetGtids(server);
        return server;
    }

    private TargetFixture target(MySqlVersion version) {
        return targets.computeIfAbsent(
                version, none -> new TargetFixture(servers.computeIfAbsent(version, MySqlServer::start)));
    }

    TransactionScheduler scheduler(MySqlVersion version, CommitOrder order, int workers, long seed) {
        LaneOptions lanes = lanes(order, workers);
        return scheduler(
                Marks.chosen() == Marks.GTID ? lanes.ungrouped() : lanes,
                target(version).applier(workers),
                seed);
    }

    /** Returns one that gives each source transaction one of the target. */
    TransactionScheduler singly(MySqlVersion version, CommitOrder order, int workers, long seed) {
        return scheduler(lanes(order, workers).ungrouped(), target(version).applier(workers), seed);
    }

    /** As {@link #singly}, under the GTIDs of the source. */
    TransactionScheduler keepingGtids(MySqlVersion version, CommitOrder order, int workers, long seed) {
        return scheduler(lanes(order, workers).ungrouped(), target(version).gtidApplier(workers), seed);
    }

    private LaneOptions lanes(CommitOrder order, int workers) {
        return new LaneOptions(workers, order, new LaneOptions.Limit(25, 100, 1 << 20), queue, Duration.ofMillis(200));
    }

    private static TransactionScheduler scheduler(LaneOptions lanes, Applier applier, long seed) {
        return new TransactionScheduler(
                TestMetrics.SHARED,
                OptionalInt.of(TargetFixture.TARGET_SITE),
                new ScheduleOptions(LIMIT, DdlPolicy.parse("all"), lanes),
                applier,
                first -> {},
                new Backoff(Duration.ofMillis(5), Duration.ofMillis(200), new Random(seed)));
    }

    /** Hands the units over as room comes, and does not wait for their effect. */
    static void add(TransactionScheduler scheduler, List<Unit> units) {
        Instant limit = Instant.now().plus(LIMIT);
        for (Unit unit : units) {
            assertThat(scheduler.accepts(unit.first(), limit)).isTrue();
            scheduler.add(unit);
        }
    }

    /** Returns when the units are durable on the target. */
    static void apply(TransactionScheduler scheduler, List<Unit> units) {
        add(scheduler, units);
        assertThat(scheduler.settled(Instant.now().plus(LIMIT))).isTrue();
    }

    /** Ends one of the sink's sessions, if there is one, after a moment. */
    static void killOne(MySqlServer server, Random dice) throws InterruptedException {
        Thread.sleep(dice.nextInt(100));
        List<List<String>> sessions = server.rows("SELECT id FROM information_schema.processlist WHERE user = 'sink'");
        if (!sessions.isEmpty()) {
            String id = sessions.get(dice.nextInt(sessions.size())).get(0);
            try {
                server.execute("KILL " + id);
            } catch (RuntimeException gone) {
                assertThat(gone).hasStackTraceContaining("Unknown thread id");
            }
        }
    }

    @Override
    public void close() {
        servers.values().forEach(MySqlServer::close);
    }
}
