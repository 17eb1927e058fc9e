// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnBuilder;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.UniqueKey;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the target's tables look like, by its own catalogue. Cached until {@link #forget}; a table that somebody else
 * changes meanwhile is noticed when a statement fails, and read again then.
 */
final class TargetTables {
    private static final Pattern GENERATED = Pattern.compile("(VIRTUAL|STORED|PERSISTENT) GENERATED");

    private static final Pattern SIZE = Pattern.compile("\\((\\d+)(?:,(\\d+))?\\)");

    private final Connection connection;
    private final Map<TableId, Target> tables = new HashMap<>();
    /** Rows of one table follow each other. */
    private Optional<Target> last = Optional.empty();

    private @Nullable ForeignKeys foreignKeys;
    private @Nullable SyntaxVersion version;

    TargetTables(Connection connection) {
        this.connection = connection;
    }

    /** Returns the table, empty when it does not exist or the user has no privilege on it. */
    Optional<Target> target(TableId id) throws SQLException {
        if (last.isPresent() && last.get().id().equals(id)) {
            return last;
        }
        Target known = tables.get(id);
        if (known != null) {
            last = Optional.of(known);
            return last;
        }
        List<Column> columns = columns(id);
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        Map<String, UniqueKey> keys = keys(id);
        UniqueKey primary = keys.remove("PRIMARY");
        TableSchema table = new TableSchema(
                id,
                columns,
                primary == null ? List.of() : primary.columns(),
                List.copyOf(keys.values()),
                TableSchema.TableOptions.NONE);
        Target target = new Target(table, foreignKeys(), hasTriggers(id), version());
        tables.put(id, target);
        return Optional.of(target);
    }

    /** Forgets all: a DDL statement was executed, or a statement has failed. */
    void forget() {
        tables.clear();
        last = Optional.empty();
        foreignKeys = null;
    }

    private SyntaxVersion version() throws SQLException {
        SyntaxVersion known = version;
        if (known == null) {
            known = SyntaxVersion.of(connection.getMetaData().getDatabaseProductVersion());
            version = known;
        }
        return known;
    }

    private ForeignKeys foreignKeys() throws SQLException {
        ForeignKeys known = foreignKeys;
        if (known == null) {
            known = ForeignKeys.read(connection);
            foreignKeys = known;
        }
        return known;
    }

    private boolean hasTriggers(TableId id) throws SQLException {
        String sql = "SELECT 1 FROM information_schema.TRIGGERS"
                + " WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ? LIMIT 1";
        try (PreparedStatement statement = query(sql, id);
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    private List<Column> columns(TableId id) throws SQLException {
        String sql =
                "SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, IS_NULLABLE, CHARACTER_SET_NAME, COLLATION_NAME, EXTRA"
                        + " FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION";
        List<Column> columns = new ArrayList<>();
        try (PreparedStatement statement = query(sql, id);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                columns.add(column(id, rows));
            }
        }
        return columns;
    }

    private static Column column(TableId id, ResultSet row) throws SQLException {
        String columnType = row.getString("COLUMN_TYPE");
        String extra = row.getString("EXTRA").toUpperCase(Locale.ROOT);
        ColumnType type = type(id, row.getString("COLUMN_NAME"), row.getString("DATA_TYPE"));
        ColumnBuilder column = Column.builder(row.getString("COLUMN_NAME"), type)
                .unsigned(columnType.toLowerCase(Locale.ROOT).contains("unsigned"))
                .nullable(row.getString("IS_NULLABLE").equalsIgnoreCase("YES"))
                .charset(Optional.ofNullable(row.getString("CHARACTER_SET_NAME")))
                .collation(Optional.ofNullable(row.getString("COLLATION_NAME")))
                .labels(type.family() == ColumnType.Family.LABELS ? labels(columnType) : List.of())
                .autoIncrement(extra.contains("AUTO_INCREMENT"))
                .generated(GENERATED.matcher(extra).find())
                .invisible(extra.contains("INVISIBLE"));
        Matcher size = SIZE.matcher(columnType);
        if (type.family() != ColumnType.Family.LABELS && size.find()) {
            column.length(Integer.parseInt(size.group(1)));
            if (size.group(2) != null) {
                column.scale(Integer.parseInt(size.group(2)));
            }
        }
        return column.build();
    }

    private static ColumnType type(TableId id, String column, String dataType) {
        String name = dataType.toUpperCase(Locale.ROOT);
        try {
            return name.equals("GEOMCOLLECTION") ? ColumnType.GEOMETRYCOLLECTION : ColumnType.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    "Column " + column + " of " + id + " has the type " + dataType + ", which is not supported.",
                    unknown);
        }
    }

    /** Reads {@code enum('a','it''s')}: quotes inside are doubled; a backslash stands before others, and for few controls. */
    static List<String> labels(String columnType) {
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        boolean inside = false;
        for (int i = columnType.indexOf('('); i < columnType.length(); i++) {
            char c = columnType.charAt(i);
            if (c == '\\' && inside) {
                label.append(escaped(columnType.charAt(++i)));
            } else if (c != '\'') {
                if (inside) {
                    label.append(c);
                }
            } else if (inside && i + 1 < columnType.length() && columnType.charAt(i + 1) == '\'') {
                label.append(c);
                i++;
            } else {
                if (inside) {
                    labels.add(label.toString());
                    label.setLength(0);
                }
                inside = !inside;
            }
        }
        return labels;
    }

    private static char escaped(char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> c;
        };
    }

    private Map<String, UniqueKey> keys(TableId id) throws SQLException {
        String sql = "SELECT INDEX_NAME, COLUMN_NAME, SUB_PART FROM information_schema.STATISTICS"
                + " WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND NON_UNIQUE = 0 ORDER BY INDEX_NAME, SEQ_IN_INDEX";
        Map<String, UniqueKey> keys = new LinkedHashMap<>();
        try (PreparedStatement statement = query(sql, id);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                String name = rows.getString("INDEX_NAME");
                UniqueKey before = keys.getOrDefault(name, new UniqueKey(name, List.of(), false));
                List<String> columns = new ArrayList<>(before.columns());
                // A part over an expression has no column: such a key cannot identify a row.
                boolean expression = rows.getString("COLUMN_NAME") == null;
                if (!expression) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
                boolean prefixed = before.prefixed() || expression || rows.getString("SUB_PART") != null;
                keys.put(name, new UniqueKey(name, columns, prefixed));
            }
        }
        return keys;
    }

    private PreparedStatement query(String sql, TableId id) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, id.database());
        statement.setString(2, id.table());
        return statement;
    }
}
