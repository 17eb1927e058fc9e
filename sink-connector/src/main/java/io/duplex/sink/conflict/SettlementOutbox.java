// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.position.ChannelKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows of one stream that are to be settled with another site, noted in the transaction that met the conflict. */
public final class SettlementOutbox {
    private final ChannelKey key;
    private final String table;

    public SettlementOutbox(ChannelKey key) {
        this.key = key;
        this.table = key.tables().qualified(MetadataTables.SETTLEMENT);
    }

    /** A request and its number. */
    public record Numbered(long id, SettlementRequest request) {}

    /** Notes a request in the open transaction. */
    public void add(Connection connection, SettlementRequest entry) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO " + table
                + " (channel, source, to_site, asks, table_schema, table_name, row_key, awaits)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, key.channel());
            insert.setString(2, key.source());
            insert.setInt(3, entry.site());
            insert.setBoolean(4, entry.asks());
            insert.setString(5, entry.table().database());
            insert.setString(6, entry.table().table());
            insert.setString(7, entry.text());
            insert.setString(8, entry.awaits().text());
            insert.executeUpdate();
        }
    }

    /** Returns the oldest requests with a higher number. */
    public List<Numbered> after(Connection connection, long number, int most) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("SELECT id, to_site, asks, table_schema, table_name, row_key, awaits FROM "
                        + table
                        + " WHERE channel = ? AND source = ? AND id > ? ORDER BY id LIMIT " + most)) {
            query.setString(1, key.channel());
            query.setString(2, key.source());
            query.setLong(3, number);
            List<Numbered> entries = new ArrayList<>();
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    entries.add(new Numbered(
                            rows.getLong(1),
                            SettlementRequest.of(
                                            rows.getInt(2),
                                            rows.getBoolean(3),
                                            new TableId(rows.getString(4), rows.getString(5)),
                                            rows.getString(6))
                                    .after(SeenTransactions.parse(rows.getString(7)))));
                }
            }
            return entries;
        }
    }

    /** Removes a request in the open transaction. */
    public void remove(Connection connection, long id) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM " + table + " WHERE id = ?")) {
            delete.setLong(1, id);
            delete.executeUpdate();
        }
    }
}
