// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.mapping.RowChoice;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.server.Finding;
import io.duplex.sink.server.ServerConnections;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries the row filters on those of their tables that the target has, without any row. */
public final class FilterCheck {
    private static final Logger LOG = LoggerFactory.getLogger(FilterCheck.class);

    private FilterCheck() {}

    /** Returns the filters that the table cannot have as it is now. */
    public static List<Finding> findings(ServerConnections connections, RowFilterOptions options) {
        List<Finding> findings = new ArrayList<>();
        if (options.isEmpty()) {
            return findings;
        }
        try (Connection connection = connections.open();
                FilterSession server = new FilterSession(connections)) {
            TargetTables tables = new TargetTables(connection);
            for (Map.Entry<String, String> filter : new TreeMap<>(options.expressions()).entrySet()) {
                for (TableId id : tables(connection, filter.getKey())) {
                    Optional<Target> target = tables.target(id);
                    target.flatMap(found -> new RowChoice(found.table(), filter.getValue(), options, server).problem())
                            .ifPresent(problem -> findings.add(new Finding(RowFilterOptions.PREFIX + id, problem)));
                }
            }
        } catch (SQLException refused) {
            LOG.debug("Row filters cannot be tried on server={}", connections.server(), refused);
        }
        return findings;
    }

    /** The options are taken in any case, tables' names may not be. */
    private static List<TableId> tables(Connection connection, String name) throws SQLException {
        String sql = "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES"
                + " WHERE LOWER(TABLE_SCHEMA) = ? AND LOWER(TABLE_NAME) = ?";
        int dot = name.indexOf('.');
        List<TableId> tables = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, name.substring(0, dot));
            query.setString(2, name.substring(dot + 1));
            try (ResultSet found = query.executeQuery()) {
                while (found.next()) {
                    tables.add(new TableId(found.getString(1), found.getString(2)));
                }
            }
        }
        return tables;
    }
}
