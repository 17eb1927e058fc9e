// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;

/** A read-only server that follows another one by MySQL's own replication, until it is promoted. */
record NativeReplica(MySqlServer server) {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Begins to follow a server from its first transaction on. */
    static NativeReplica follow(MySqlServer server, MySqlServer primary) {
        server.execute(
                server.version().resetBinaryLogs(),
                "CHANGE REPLICATION SOURCE TO SOURCE_HOST='127.0.0.1', SOURCE_PORT=" + primary.port()
                        + ", SOURCE_USER='root', SOURCE_AUTO_POSITION=1, SOURCE_CONNECT_RETRY=1,"
                        + " GET_SOURCE_PUBLIC_KEY=1",
                "START REPLICA",
                "SET GLOBAL super_read_only=ON");
        return new NativeReplica(server);
    }

    /** Waits until the replica has what the primary has now. */
    void catchUp(MySqlServer primary) {
        GtidSet wanted = GtidSet.parse(primary.gtidExecuted());
        Eventually.holds(
                "the replica has " + wanted,
                LIMIT,
                () -> GtidSet.parse(server.gtidExecuted()).containsAll(wanted));
    }

    /** Follows nobody any more and takes writes. */
    void promote() {
        server.execute(
                "STOP REPLICA", "RESET REPLICA ALL", "SET GLOBAL super_read_only=OFF", "SET GLOBAL read_only=OFF");
    }
}
