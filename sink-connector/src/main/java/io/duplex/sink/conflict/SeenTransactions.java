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
        for (Map<String, GtidSet> sources : byChannel(session, tables).values()) {
            sources.forEach((source, set) -> sets.merge(source, set, GtidSet::plus));
        }
        return new SeenTransactions(sets);
    }

    private static Map<String, Map<String, GtidSet>> byChannel(Connection session, MetadataTables tables)
            throws SQLException {
        Map<String, Map<String, GtidSet>> channels = new TreeMap<>();
        try (Statement query = session.createStatement();
                ResultSet rows = query.executeQuery("SELECT channel, source, gtid_set FROM "
                        + tables.qualified(MetadataTables.APPLIED_TRANSACTION))) {
            while (rows.next()) {
                channels.computeIfAbsent(rows.getString(1), unseen -> new TreeMap<>())
                        .merge(rows.getString(2), GtidSet.parse(rows.getString(3)), GtidSet::plus);
            }
        }
        return channels;
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

    /** Tells whether all of these that come to this site are applied here, by each channel that reads their source. */
    public boolean areHere(Connection session, MetadataTables tables) throws SQLException {
        return bySource.isEmpty()
                || byChannel(session, tables).values().stream()
                        .flatMap(sources -> sources.entrySet().stream())
                        .allMatch(applied ->
                                applied.getValue().containsAll(bySource.getOrDefault(applied.getKey(), GtidSet.EMPTY)));
    }
}
