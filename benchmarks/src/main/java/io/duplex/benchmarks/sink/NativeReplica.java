// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.run.Cell;
import io.duplex.benchmarks.run.Cost;
import io.duplex.benchmarks.run.Meter;
import io.duplex.benchmarks.run.Run;
import io.duplex.testkit.mysql.MySqlServer;
import java.util.concurrent.TimeUnit;

/** MySQL's own replication, with GTIDs, dependencies by write set at the source, and the order of commits kept. */
final class NativeReplica {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(30);

    /** What a source is started with. */
    static final String[] SOURCE_OPTIONS = {
        "--binlog-transaction-dependency-tracking=WRITESET", "--transaction-write-set-extraction=XXHASH64"
    };

    private final MySqlServer source;
    private final MySqlServer target;

    private NativeReplica(MySqlServer source, MySqlServer target) {
        this.source = source;
        this.target = target;
    }

    /** Tells the target where its source is; nothing is fetched yet. */
    static NativeReplica of(MySqlServer source, MySqlServer target, int workers) {
        target.execute(
                "SET GLOBAL replica_parallel_workers = " + workers,
                "SET GLOBAL replica_preserve_commit_order = 1",
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=" + source.port()
                        + ", SOURCE_USER='" + source.user() + "', SOURCE_PASSWORD='" + source.password()
                        + "', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1");
        return new NativeReplica(source, target);
    }

    void start() {
        target.execute("START REPLICA");
    }

    void stop() {
        target.execute("STOP REPLICA");
    }

    /** The relay log is fetched first, and the clock runs while it is applied. */
    static Run drain(Cell cell, MySqlServer source, MySqlServer target, SinkLoad load, int workers)
            throws InterruptedException {
        target.execute(target.version().resetBinaryLogs(), "SET GLOBAL gtid_purged = '" + load.gtids() + "'");
        NativeReplica replica = of(source, target, workers);
        return replica.drained(cell, load);
    }

    private Run drained(Cell cell, SinkLoad load) throws InterruptedException {
        target.execute("START REPLICA IO_THREAD");
        String all = source.gtidExecuted().replace("\n", "");
        long limit = System.nanoTime() + PATIENCE_NANOS;
        await(
                "SELECT GTID_SUBSET('" + all + "', CONCAT(@@gtid_executed, ',', (SELECT RECEIVED_TRANSACTION_SET"
                        + " FROM performance_schema.replication_connection_status)))",
                limit);
        Meter meter = Meter.of(target);
        long begin = System.nanoTime();
        target.execute("START REPLICA SQL_THREAD");
        await("SELECT GTID_SUBSET('" + all + "', @@gtid_executed)", limit);
        long wall = (System.nanoTime() - begin) / 1_000_000;
        Run run = Run.of(cell, load.rows(), wall, Cost.NONE, meter.cost());
        stop();
        return run;
    }

    private void await(String query, long limit) throws InterruptedException {
        while (!"1".equals(target.value(query))) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("the replica has not come to an end: " + status());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    String status() {
        return target.rows("SHOW REPLICA STATUS") + "\n" + target.logTail();
    }
}
