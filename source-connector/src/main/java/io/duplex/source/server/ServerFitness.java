// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.server.ServerAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Whether a server can go on where a source is: it has all that was read, and still has what follows.
 *
 * @param facts what the server says of itself, empty when it does not answer
 * @param text what a message says of the server
 * @param error the code with which it refused, 0 when it did not
 */
record ServerFitness(Kind kind, Optional<ServerFacts> facts, String text, int error) {
    /** How fit a server is. */
    enum Kind {
        /** Streaming goes on here without gap. */
        FIT,
        /** Does not answer. */
        UNREACHABLE,
        /** Lacks what was read, and is a replica that may still get it. */
        BEHIND,
        /** Lacks what was read, and gets nothing from anywhere. */
        DIVERGED,
        /** No longer has what follows. */
        PURGED
    }

    static ServerFitness of(ServerConnections.Opener opener, ServerAddress address, GtidSet done) {
        try (Connection connection = opener.open()) {
            ServerFacts facts = ServerFacts.of(connection);
            GtidSet lacking = done.minus(facts.executed());
            if (!lacking.isEmpty()) {
                Kind kind = replicates(connection) ? Kind.BEHIND : Kind.DIVERGED;
                return new ServerFitness(kind, Optional.of(facts), address + " lacks " + lacking, 0);
            }
            GtidSet purged = facts.missing(done);
            return purged.isEmpty()
                    ? new ServerFitness(Kind.FIT, Optional.of(facts), address + " is fit", 0)
                    : new ServerFitness(Kind.PURGED, Optional.of(facts), address + " has purged " + purged, 0);
        } catch (SQLException unreachable) {
            return new ServerFitness(
                    Kind.UNREACHABLE,
                    Optional.empty(),
                    address + " cannot be asked: " + unreachable.getMessage(),
                    unreachable.getErrorCode());
        }
    }

    /** Who may not see it counts as a replica: waiting is the safe side. */
    private static boolean replicates(Connection connection) {
        String sql =
                "SELECT COUNT(*) FROM performance_schema.replication_connection_status WHERE SERVICE_STATE <> 'OFF'";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && row.getInt(1) > 0;
        } catch (SQLException notAllowed) {
            return true;
        }
    }
}
