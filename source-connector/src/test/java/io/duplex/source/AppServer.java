// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;

/** The server of one test: as new but for a database {@code app}. */
final class AppServer {
    private AppServer() {}

    /** After these statements, which make tables. */
    static MySqlServer with(String... statements) {
        MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
        server.execute("CREATE DATABASE app");
        server.execute(statements);
        return server;
    }
}
