// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.ServerFacts;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the offsets that a user sets through Kafka Connect's REST interface. */
final class OffsetChange {
    private static final Logger LOG = LoggerFactory.getLogger(OffsetChange.class);

    private final Map<String, String> partition;
    private final ServerConnections server;

    OffsetChange(String topicPrefix, ServerConnections server) {
        this.partition = SourceOffset.partition(topicPrefix);
        this.server = server;
    }

    /**
     * Checks new offsets by partition; one that is null is removed.
     *
     * @throws ConnectException when a task could not start from them, with the reason
     */
    void check(Map<Map<String, ?>, Map<String, ?>> offsets) {
        offsets.forEach((of, offset) -> {
            if (offset != null) {
                checkPartition(of);
                checkOffset(offset);
            }
        });
    }

    /** Offsets of another prefix may be removed, but nothing would ever read them. */
    private void checkPartition(Map<String, ?> of) {
        if (!partition.equals(of)) {
            throw new ConnectException(
                    "Partition " + of + " is none of this connector's, whose only one is {\"server\": \""
                            + partition.get("server") + "\"}, the value of topic.prefix.");
        }
    }

    private void checkOffset(Map<String, ?> offset) {
        for (String key : new TreeSet<>(offset.keySet())) {
            if (!SourceOffset.isKey(key)) {
                throw new ConnectException("Key '" + key + "' is not known in an offset. To go on after a GTID set, "
                        + "{\"gtids\": \"<set>\"} suffices; file, pos, event and row are Debezium's further keys.");
            }
        }
        GtidSet done = executed(offset);
        try {
            check(done, server.facts());
        } catch (SQLException unreachable) {
            LOG.warn("Server {} cannot be asked whether it has {}", server.server(), done, unreachable);
        }
    }

    private static GtidSet executed(Map<String, ?> offset) {
        try {
            return SourceOffset.of(offset)
                    .executed()
                    .orElseThrow(
                            () -> new ConnectException(
                                    "The offset has no 'gtids'. A file and a position mean nothing "
                                            + "once the server is replaced; give the GTID set that is done, or \"\" for none."));
        } catch (IllegalArgumentException wrong) {
            throw new ConnectException(
                    "The offset cannot be read: " + wrong.getMessage() + ". A GTID set looks like "
                            + "3E11FA47-71CA-11E1-9E33-C80AA9429562:1-5,...; positions are numbers.",
                    wrong);
        }
    }

    private void check(GtidSet done, ServerFacts facts) {
        GtidSet unknown = done.minus(facts.executed());
        if (!unknown.isEmpty()) {
            throw new ConnectException("Server " + server.server() + " does not have the transactions " + unknown
                    + " of the offset; it has " + facts.executed() + ".");
        }
        GtidSet purged = facts.missing(done);
        if (!purged.isEmpty()) {
            throw new ConnectException("Server " + server.server() + " no longer has the transactions " + purged
                    + ", which follow the offset: it has purged their binlog files. Give a set that holds them, or "
                    + "delete the offset and let the connector take a new snapshot.");
        }
    }
}
