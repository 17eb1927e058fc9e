// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.demo;

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
        long count = 0;
        for (String part : server.gtidExecuted().replaceAll("\\s", "").split(",", -1)) {
            String[] fields = part.split(":", -1);
            for (int i = 1; i < fields.length; i++) {
                String[] ends = fields[i].split("-", -1);
                count += ends.length == 1 ? 1 : Long.parseLong(ends[1]) - Long.parseLong(ends[0]) + 1;
            }
        }
        return count;
    }

    @Override
    public void close() {
        server.close();
    }
}
