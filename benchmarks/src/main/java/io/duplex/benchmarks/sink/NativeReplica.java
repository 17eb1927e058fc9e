// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.concurrent.TimeUnit;

/** MySQL's own replication: the relay log is fetched first, and the clock runs while it is applied, in order. */
final class NativeReplica {
    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(30);

    private NativeReplica() {}

    static SinkRun drain(MySqlServer source, MySqlServer target, SinkLoad load, int workers, long targetPid)
            throws InterruptedException {
        target.execute(
                target.version().resetBinaryLogs(),
                "SET GLOBAL gtid_purged = '" + load.gtids() + "'",
                "SET GLOBAL replica_parallel_workers = " + workers,
                "SET GLOBAL replica_preserve_commit_order = 1",
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=" + source.port()
                        + ", SOURCE_USER='" + source.user() + "', SOURCE_PASSWORD='" + source.password()
                        + "', SOURCE_AUTO_POSITION=1, GET_SOURCE_PUBLIC_KEY=1",
                "START REPLICA IO_THREAD");
        String all = source.gtidExecuted().replace("\n", "");
        long limit = System.nanoTime() + PATIENCE_NANOS;
        await(
                target,
                "SELECT GTID_SUBSET('" + all + "', CONCAT(@@gtid_executed, ',', (SELECT RECEIVED_TRANSACTION_SET"
                        + " FROM performance_schema.replication_connection_status)))",
                limit);
        long begin = System.nanoTime();
        long cpu = ProcessCpu.millis(targetPid);
        target.execute("START REPLICA SQL_THREAD");
        await(target, "SELECT GTID_SUBSET('" + all + "', @@gtid_executed)", limit);
        SinkRun run = new SinkRun(
                load.rows(), (System.nanoTime() - begin) / 1_000_000, 0, ProcessCpu.millis(targetPid) - cpu);
        target.execute("STOP REPLICA");
        return run;
    }

    private static void await(MySqlServer target, String query, long limit) throws InterruptedException {
        while (!"1".equals(target.value(query))) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("the replica has not come to an end: "
                        + target.rows("SHOW REPLICA STATUS") + "\n" + target.logTail());
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}
