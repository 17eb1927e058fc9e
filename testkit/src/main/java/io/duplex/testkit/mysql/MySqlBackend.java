// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import java.util.List;

/** How one server is run: as a child process or as a container. */
interface MySqlBackend {
    int port();

    /** Starts the server on its port and data directory; returns before it accepts connections. */
    void start();

    /** Throws when the server has ended by itself. */
    void failIfDead();

    void kill9();

    void stop();

    String logTail();

    String tool(String program, List<String> arguments);

    /** Ends the server and removes its data. */
    void close();
}
