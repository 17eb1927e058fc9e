// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.MetadataTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a site had applied when it asked or told: with three and more sites, what stands in one site's stream may follow
 * from what stands in another one's and is not here yet.
 *
 * @param bySource by {@code topic.prefix}
 */
public record SeenTransactions(Map<String, GtidSet> bySource) {
    /** Nothing is to be awaited. */
    public static final SeenTransactions NONE = new SeenTransactions(Map.of());

    public SeenTransactions {
        bySource = Map.copyOf(bySource);
    }

    /** Returns what is durable on the target now, or written in the session's open transaction. */
    public static SeenTransactions here(Connection session, MetadataTables tables) throws SQLException {
        Map<String, GtidSet> sets = new TreeMap<>();
        try (Statement query = session.createStatement();
                ResultSet rows = query.executeQuery(
                        "SELECT source, gtid_set FROM " + tables.qualified(MetadataTables.APPLIED_TRANSACTION))) {
            while (rows.next()) {
                sets.merge(rows.getString(1), GtidSet.parse(rows.getString(2)), GtidSet::plus);
            }
        }
        return new SeenTransactions(sets);
    }

    /**
     * Reads {@link #text}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static SeenTransactions parse(String text) {
        Map<String, GtidSet> sets = new TreeMap<>();
        text.lines().forEach(line -> {
            int end = line.indexOf(' ');
            if (end < 0) {
                throw new IllegalArgumentException("Not a source and its GTIDs: " + line);
            }
            sets.put(line.substring(0, end), GtidSet.parse(line.substring(end + 1)));
        });
        return new SeenTransactions(sets);
    }

    /** Returns a line for each source. */
    public String text() {
        return new TreeMap<>(bySource)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .collect(Collectors.joining("\n"));
    }

    public boolean isEmpty() {
        return bySource.isEmpty();
    }

    /** Tells whether a site that has applied this has applied all of these that come to it. */
    public boolean isReachedBy(SeenTransactions here) {
        return bySource.entrySet().stream().allMatch(entry -> {
            GtidSet applied = here.bySource.get(entry.getKey());
            return applied == null || applied.containsAll(entry.getValue());
        });
    }
}
