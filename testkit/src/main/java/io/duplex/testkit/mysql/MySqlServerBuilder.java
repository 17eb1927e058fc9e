// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Settings of a server before it starts. Later options win over earlier ones and over the defaults. */
public final class MySqlServerBuilder {
    private static final AtomicInteger NEXT_SERVER_ID = new AtomicInteger(1);
    private static final List<String> QUICK = List.of(
            "--performance-schema=OFF",
            "--innodb-buffer-pool-size=64M",
            "--table-open-cache=200",
            "--innodb-flush-log-at-trx-commit=0",
            "--sync-binlog=0");
    private static final List<String> DURABLE = List.of("--innodb-flush-log-at-trx-commit=1", "--sync-binlog=1");

    private final MySqlVersion version;
    private final List<String> options = new ArrayList<>();
    private int serverId;
    private boolean durable;

    MySqlServerBuilder(MySqlVersion version) {
        this.version = version;
    }

    /** Without it each server of this JVM gets another id. */
    public MySqlServerBuilder serverId(int id) {
        this.serverId = id;
        return this;
    }

    /** More options of mysqld, as on its command line: {@code --binlog-row-metadata=FULL}. */
    public MySqlServerBuilder option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Flushes at each commit, as production does: for crash tests and measurements. */
    public MySqlServerBuilder durable() {
        this.durable = true;
        return this;
    }

    public MySqlServer start() {
        int id = serverId == 0 ? NEXT_SERVER_ID.getAndIncrement() : serverId;
        List<String> all = new ArrayList<>(List.of(
                "--server-id=" + id,
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--gtid-mode=ON",
                "--enforce-gtid-consistency=ON",
                version.before(MySqlVersion.V8_0) ? "--log-slave-updates=ON" : "--log-replica-updates=ON",
                "--character-set-server=utf8mb4",
                "--default-time-zone=+00:00",
                "--skip-name-resolve"));
        all.addAll(durable ? DURABLE : QUICK);
        all.addAll(options);
        MySqlBackend backend =
                MySqlContainer.usable(version) ? new MySqlContainer(version, all) : new MySqlProcess(version, all);
        MySqlServer server = new MySqlServer(version, id, backend, Optional.empty());
        try {
            server.startFirst();
            return server;
        } catch (RuntimeException | AssertionError e) {
            server.end();
            throw e;
        }
    }
}
