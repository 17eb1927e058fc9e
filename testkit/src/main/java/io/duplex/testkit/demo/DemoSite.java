// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.demo;

import io.duplex.testkit.guarantee.GtidCount;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;

/** One of the demo's sites: a server and the user that the connectors log in as. */
record DemoSite(int id, MySqlServer server) implements AutoCloseable {
    static final String USER = "duplex";
    static final String PASSWORD = "duplex";

    static DemoSite start(int id) {
        MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                .serverId(id)
                .option("--auto-increment-increment=2", "--auto-increment-offset=" + id)
                .start();
        server.execute(
                "CREATE USER '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT SELECT, RELOAD, LOCK TABLES, REPLICATION SLAVE, REPLICATION CLIENT, INSERT, UPDATE, DELETE,"
                        + " CREATE, ALTER, DROP, INDEX, REFERENCES, CREATE VIEW, SHOW VIEW, TRIGGER, EVENT,"
                        + " CREATE ROUTINE, ALTER ROUTINE, EXECUTE ON *.* TO '" + USER + "'@'%'");
        return new DemoSite(id, server);
    }

    String name() {
        return "site " + id;
    }

    String prefix() {
        return "site" + id;
    }

    /** Transactions in the server's binlog, whoever made them. */
    long transactions() {
        return GtidCount.of(server);
    }

    @Override
    public void close() {
        server.close();
    }
}
