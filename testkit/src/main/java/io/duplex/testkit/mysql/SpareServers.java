// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Default servers that tests have closed. The next test gets one of them, made as new, in a fraction of the time of a
 * start; {@code -Dduplex.testkit.spare=0} gives each test a server that nobody had before.
 */
final class SpareServers {
    private static final int MOST = Integer.getInteger("duplex.testkit.spare", 2);
    private static final Map<MySqlVersion, Deque<MySqlServer>> IDLE = new EnumMap<>(MySqlVersion.class);

    private SpareServers() {}

    static Optional<MySqlServer> take(MySqlVersion version) {
        while (true) {
            Optional<MySqlServer> server = poll(version);
            if (server.isEmpty() || server.get().renew()) {
                return server;
            }
            server.get().end();
        }
    }

    /** Whether the server is kept; else it is the caller's to end. */
    static synchronized boolean keep(MySqlServer server) {
        Deque<MySqlServer> idle = idle(server.version());
        return idle.size() < MOST && idle.offerFirst(server);
    }

    private static synchronized Optional<MySqlServer> poll(MySqlVersion version) {
        return Optional.ofNullable(idle(version).pollFirst());
    }

    private static Deque<MySqlServer> idle(MySqlVersion version) {
        return IDLE.computeIfAbsent(version, key -> new ArrayDeque<>());
    }
}
