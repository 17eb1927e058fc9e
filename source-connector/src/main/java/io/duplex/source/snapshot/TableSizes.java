// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import io.duplex.source.snapshot.TableWork.Size;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server for its guesses of how large tables are. */
final class TableSizes {
    private static final Logger LOG = LoggerFactory.getLogger(TableSizes.class);

    private TableSizes() {}

    /** Returns the sizes of these tables; a table that the server does not know of is missing. */
    static Map<TableId, Size> of(Connection session, Collection<TableId> tables) throws SQLException {
        Map<TableId, Size> sizes = new HashMap<>();
        if (tables.isEmpty()) {
            return sizes;
        }
        String databases = tables.stream()
                .map(table -> "'" + table.database().replace("\\", "\\\\").replace("'", "''") + "'")
                .distinct()
                .collect(Collectors.joining(", "));
        try (Statement statement = session.createStatement()) {
            asOfNow(statement);
            try (ResultSet rows = statement.executeQuery("SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_ROWS, DATA_LENGTH"
                    + " FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA IN ("
                    + databases + ")")) {
                while (rows.next()) {
                    long count = rows.getLong(3);
                    Size size = rows.wasNull() ? Size.UNKNOWN : new Size(count, rows.getLong(4));
                    sizes.put(new TableId(rows.getString(1), rows.getString(2)), size);
                }
            }
        }
        sizes.keySet().retainAll(tables);
        return sizes;
    }

    /** Otherwise a server of 8.0 or later tells what it thought some time within the last day. */
    private static void asOfNow(Statement statement) {
        try {
            statement.execute("SET SESSION information_schema_stats_expiry = 0");
        } catch (SQLException unknownBefore80) {
            LOG.debug("The server has no information_schema_stats_expiry", unknownBefore80);
        }
    }
}
