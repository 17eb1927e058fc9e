// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;

/** One member of a replicated group in a test: a server, its site id, and the user that the connectors log in as. */
record Site(int id, MySqlServer server) implements AutoCloseable {
    static final String USER = "duplex";
    static final String PASSWORD = "s3cret-dup";

    /** What a source needs, and nothing dynamic. */
    private static final String SOURCE_GRANTS = "SELECT, RELOAD, LOCK TABLES, REPLICATION SLAVE, REPLICATION CLIENT";

    /** What a sink needs: neither SUPER nor a dynamic privilege. */
    private static final String SINK_GRANTS = "INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES,"
            + " CREATE VIEW, SHOW VIEW, TRIGGER, EVENT, CREATE ROUTINE, ALTER ROUTINE, EXECUTE";

    static Site start(int id, MySqlVersion version) {
        MySqlServer server = MySqlServer.builder(version)
                .serverId(id)
                .option("--auto-increment-increment=2")
                .option("--auto-increment-offset=" + (2 - id % 2))
                .start();
        server.execute(
                "CREATE USER '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT " + SOURCE_GRANTS + ", " + SINK_GRANTS + " ON *.* TO '" + USER + "'@'%'");
        return new Site(id, server);
    }

    String name() {
        return "site" + id;
    }

    @Override
    public void close() {
        server.close();
    }
}
