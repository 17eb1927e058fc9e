// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.Marks;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlServerBuilder;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One member of a replicated group in a test: a server, its site id, and the user that the connectors log in as. The
 * name is unique within the JVM, because the tests share a broker.
 */
record Site(int id, String name, MySqlServer server) implements AutoCloseable {
    static final String USER = "duplex";
    static final String PASSWORD = "s3cret-dup";

    /** What a source needs; nothing of it is dynamic. */
    static final String SOURCE_GRANTS = "SELECT, RELOAD, LOCK TABLES, REPLICATION SLAVE, REPLICATION CLIENT";

    /** What a sink needs: neither SUPER nor a dynamic privilege. */
    static final String SINK_GRANTS = "SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES,"
            + " CREATE VIEW, SHOW VIEW, TRIGGER, EVENT, CREATE ROUTINE, ALTER ROUTINE, EXECUTE";

    private static final AtomicInteger STARTED = new AtomicInteger();

    /** With further options of the server, which win over those of all sites. */
    static Site start(int id, MySqlVersion version, String... options) {
        return of(id, MySqlServer.builder(version), options);
    }

    /** What it commits survives a kill. */
    static Site startDurable(int id, MySqlVersion version) {
        return of(id, MySqlServer.builder(version).durable());
    }

    private static Site of(int id, MySqlServerBuilder builder, String... options) {
        MySqlServer server = builder.serverId(id)
                .option("--auto-increment-increment=4", "--auto-increment-offset=" + id)
                .option(options)
                .start();
        server.execute(
                "CREATE USER '" + USER + "'@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT " + SOURCE_GRANTS + " ON *.* TO '" + USER + "'@'%'",
                "GRANT " + SINK_GRANTS + " ON *.* TO '" + USER + "'@'%'");
        Marks.chosen().grant(server, USER);
        return new Site(id, "t" + STARTED.incrementAndGet() + "-site" + id, server);
    }

    String stream() {
        return name + ".stream";
    }

    @Override
    public void close() {
        server.close();
    }
}
