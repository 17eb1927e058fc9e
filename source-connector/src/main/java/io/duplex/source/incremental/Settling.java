// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.table.TableId;
import io.duplex.source.server.ServerConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tables whose copy has ended, until the binlog is read as far as their rows may show it already: a SELECT sees what
 * the engine has committed, and the server adds its GTID to {@code gtid_executed} a moment later. The changes of such a
 * table are told as ones that may be on the target.
 */
public final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);

    /** Far longer than the moment between a commit in the engine and its GTID. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final ServerConnections connections;
    private final Clock clock;
    private final Set<TableId> tables = new HashSet<>();
    private Instant due = Instant.EPOCH;
    private Optional<GtidSet> awaited = Optional.empty();

    public Settling(ServerConnections connections, Clock clock) {
        this.connections = connections;
        this.clock = clock;
    }

    boolean contains(TableId table) {
        return tables.contains(table);
    }

    void add(Collection<TableId> copied) {
        tables.addAll(copied);
        due = clock.instant().plus(MOMENT);
        awaited = Optional.empty();
    }

    /** Takes note of what is read. */
    public void read(GtidSet executed) {
        if (tables.isEmpty() || clock.instant().isBefore(due)) {
            return;
        }
        if (awaited.isEmpty()) {
            due = clock.instant().plus(MOMENT);
            try (Connection session = connections.open()) {
                awaited = Optional.of(Watermarks.executed(session));
            } catch (SQLException unreachable) {
                LOG.debug("The server does not tell its GTIDs", unreachable);
            }
        }
        if (awaited.filter(executed::containsAll).isPresent()) {
            tables.clear();
            awaited = Optional.empty();
        }
    }
}
