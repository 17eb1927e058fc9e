// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.ForeignKey.Rule;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The target's foreign keys. Names of tables compare without regard to case, as some servers compare them. */
final class ForeignKeys {
    private final Map<String, List<ForeignKey>> byChild = new HashMap<>();
    private final Map<String, List<ForeignKey>> byParent = new HashMap<>();

    ForeignKeys(List<ForeignKey> keys) {
        for (ForeignKey key : keys) {
            byChild.computeIfAbsent(fold(key.child()), name -> new ArrayList<>())
                    .add(key);
            byParent.computeIfAbsent(fold(key.parent()), name -> new ArrayList<>())
                    .add(key);
        }
    }

    /** Reads all at once: to find the children of one table, servers look through all tables. */
    static ForeignKeys read(Connection connection) throws SQLException {
        String sql = "SELECT k.TABLE_SCHEMA, k.TABLE_NAME, k.CONSTRAINT_NAME, k.COLUMN_NAME,"
                + " k.REFERENCED_TABLE_SCHEMA, k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME,"
                + " r.DELETE_RULE, r.UPDATE_RULE FROM information_schema.KEY_COLUMN_USAGE k"
                + " JOIN information_schema.REFERENTIAL_CONSTRAINTS r ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA"
                + " AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME AND r.TABLE_NAME = k.TABLE_NAME"
                + " WHERE k.REFERENCED_TABLE_NAME IS NOT NULL ORDER BY k.ORDINAL_POSITION";
        Map<List<String>, ForeignKey> keys = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                ForeignKey part = part(rows);
                keys.merge(List.of(rows.getString(1), rows.getString(2), rows.getString(3)), part, ForeignKeys::joined);
            }
        }
        return new ForeignKeys(List.copyOf(keys.values()));
    }

    private static ForeignKey part(ResultSet row) throws SQLException {
        return new ForeignKey(
                new TableId(row.getString(1), row.getString(2)),
                List.of(row.getString(4)),
                new TableId(row.getString(5), row.getString(6)),
                List.of(row.getString(7)),
                Rule.of(row.getString(8)),
                Rule.of(row.getString(9)));
    }

    private static ForeignKey joined(ForeignKey key, ForeignKey part) {
        List<String> columns = new ArrayList<>(key.columns());
        columns.addAll(part.columns());
        List<String> referenced = new ArrayList<>(key.referenced());
        referenced.addAll(part.referenced());
        return new ForeignKey(key.child(), columns, key.parent(), referenced, key.onDelete(), key.onUpdate());
    }

    /** Returns the keys by which rows of this table refer to others. */
    List<ForeignKey> of(TableId child) {
        return byChild.getOrDefault(fold(child), List.of());
    }

    /** Returns the keys by which rows refer to those of this table. */
    List<ForeignKey> to(TableId parent) {
        return byParent.getOrDefault(fold(parent), List.of());
    }

    /** Returns the tables of which rows change when a row of the key's parent does. */
    Set<TableId> reachedBy(ForeignKey key) {
        Set<TableId> reached = new LinkedHashSet<>();
        reach(key.child(), reached);
        return reached;
    }

    private void reach(TableId table, Set<TableId> reached) {
        if (reached.add(table)) {
            for (ForeignKey next : to(table)) {
                if (next.onDelete().spreads() || next.onUpdate().spreads()) {
                    reach(next.child(), reached);
                }
            }
        }
    }

    private static String fold(TableId table) {
        return table.toString().toLowerCase(Locale.ROOT);
    }
}
