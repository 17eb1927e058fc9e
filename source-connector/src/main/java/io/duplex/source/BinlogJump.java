// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.BinlogEvents;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.ServerFacts;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a signal {@code set-binlog-position} wants the binlog to be read from. A position before the signal's own row
 * makes the row come again; it is known by its id and then does nothing.
 */
final class BinlogJump {
    private final ServerConnections connections;
    private final Set<String> done = new HashSet<>();
    private Optional<SourceOffset> wanted = Optional.empty();

    BinlogJump(ServerConnections connections) {
        this.connections = connections;
    }

    /**
     * Takes a signal.
     *
     * @throws IllegalArgumentException saying why the binlog cannot be read from there
     */
    void request(String signal, JsonNode data) {
        if (done.contains(signal)) {
            throw new IllegalArgumentException("a signal of this id was followed already");
        }
        try (Connection connection = connections.open()) {
            ServerFacts facts = ServerFacts.of(connection);
            GtidSet executed = executed(data, connection);
            GtidSet unknown = executed.minus(facts.executed());
            if (!unknown.isEmpty()) {
                throw new IllegalArgumentException("the server never executed " + unknown);
            }
            GtidSet missing = facts.missing(executed);
            if (!missing.isEmpty()) {
                throw new IllegalArgumentException("the server has purged " + missing);
            }
            done.add(signal);
            wanted = Optional.of(SourceOffset.after(executed, EventPosition.UNKNOWN));
        } catch (SQLException failed) {
            throw new IllegalArgumentException("the server says: " + failed.getMessage(), failed);
        }
    }

    private static GtidSet executed(JsonNode data, Connection connection) throws SQLException {
        String gtids = data.path("gtid_set").asText("");
        String file = data.path("binlog_filename").asText("");
        JsonNode position = data.path("binlog_position");
        if (gtids.isBlank() == file.isBlank()) {
            throw new IllegalArgumentException("its data must have either 'gtid_set' or 'binlog_filename'");
        }
        if (!gtids.isBlank()) {
            return GtidSet.parse(gtids);
        }
        if (!position.canConvertToLong() || position.asLong() < 0) {
            throw new IllegalArgumentException("'binlog_position' must be a number");
        }
        return new BinlogEvents(connection).before(file, position.asLong());
    }

    /** Tells whether the binlog is to be read from elsewhere. */
    boolean isWanted() {
        return wanted.isPresent();
    }

    /** Returns where the binlog is to be read from, once. */
    SourceOffset take() {
        SourceOffset offset = wanted.orElseThrow();
        wanted = Optional.empty();
        return offset;
    }
}
