// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Prints all tables of databases named {@code app...} as information_schema describes them. */
final class ServerText {
    private final Connection connection;

    ServerText(Connection connection) {
        this.connection = connection;
    }

    /** One row of a result by upper-case column names. */
    private record Row(Map<String, Optional<String>> fields) {
        Optional<String> find(String name) {
            return fields.getOrDefault(name, Optional.empty());
        }

        String get(String name) {
            return find(name).orElseThrow(() -> new IllegalStateException(name + " is NULL"));
        }
    }

    private static List<String> lines(Map<TableId, List<String>> tables, TableId id) {
        return tables.computeIfAbsent(id, i -> new ArrayList<>());
    }

    Map<TableId, List<String>> tables() throws SQLException {
        Map<TableId, List<String>> tables = new TreeMap<>();
        Map<TableId, String> options = new HashMap<>();
        for (Row row : rows("SELECT t.*, c.CHARACTER_SET_NAME AS CS FROM information_schema.TABLES t"
                + " JOIN information_schema.COLLATIONS c ON c.COLLATION_NAME = t.TABLE_COLLATION"
                + " WHERE TABLE_SCHEMA LIKE 'app%' AND TABLE_TYPE = 'BASE TABLE'")) {
            tables.put(id(row), new ArrayList<>());
            options.put(
                    id(row),
                    "table " + row.get("CS") + " " + row.get("TABLE_COLLATION") + " '" + row.get("TABLE_COMMENT")
                            + "'");
        }
        for (Row row : rows("SELECT * FROM information_schema.COLUMNS WHERE TABLE_SCHEMA LIKE 'app%'"
                + " ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION")) {
            if (tables.containsKey(id(row))) {
                lines(tables, id(row)).add(column(row));
            }
        }
        keys(tables);
        options.forEach((id, text) -> lines(tables, id).add(text));
        return tables;
    }

    private void keys(Map<TableId, List<String>> tables) throws SQLException {
        Map<TableId, Map<String, List<String>>> keys = new TreeMap<>();
        for (Row row : rows("SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART, NON_UNIQUE, INDEX_TYPE"
                + " FROM information_schema.STATISTICS WHERE TABLE_SCHEMA LIKE 'app%' ORDER BY SEQ_IN_INDEX")) {
            boolean special = row.get("INDEX_TYPE").equals("FULLTEXT")
                    || row.get("INDEX_TYPE").equals("SPATIAL");
            String part = row.find("COLUMN_NAME").orElse("expression")
                    + (special
                            ? ""
                            : row.find("SUB_PART")
                                    .map(length -> "(" + length + ")")
                                    .orElse(""));
            String kind = row.get("NON_UNIQUE").equals("0") ? "key " : special ? "special " : "index ";
            keys.computeIfAbsent(id(row), i -> new TreeMap<>())
                    .computeIfAbsent(kind + row.get("INDEX_NAME"), n -> new ArrayList<>())
                    .add(part);
        }
        keys.forEach((id, byName) ->
                byName.forEach((name, parts) -> lines(tables, id).add(name + " " + parts)));
    }

    private static TableId id(Row row) {
        return new TableId(row.get("TABLE_SCHEMA"), row.get("TABLE_NAME"));
    }

    private static String column(Row row) {
        String full = row.get("COLUMN_TYPE").replaceAll("'.*'", "");
        String extra = row.get("EXTRA").toLowerCase(Locale.ROOT);
        boolean generated = extra.contains("virtual generated") || extra.contains("stored generated");
        return "column " + row.get("COLUMN_NAME") + " " + type(row) + (full.contains("unsigned") ? " unsigned" : "")
                + (row.get("IS_NULLABLE").equals("YES") ? " null" : " not null") + " default "
                + defaultText(row, extra) + " charset " + text(row.find("CHARACTER_SET_NAME")) + " "
                + text(row.find("COLLATION_NAME"))
                + (extra.contains("auto_increment") ? " auto_increment" : "")
                + (generated ? " generated" : "") + (extra.contains("on update") ? " on update" : "")
                + (extra.contains("invisible") ? " invisible" : "") + " '"
                + row.get("COLUMN_COMMENT") + "'";
    }

    /** ENUM and SET columns of bytes have a character set in 5.7 only. */
    static String text(Optional<String> name) {
        return name.filter(n -> !n.equals("binary")).orElse("-");
    }

    private static String type(Row row) {
        String name = row.get("DATA_TYPE").replace("geomcollection", "geometrycollection");
        String full = row.get("COLUMN_TYPE");
        return switch (name) {
            case "char", "binary", "varchar", "varbinary" -> name + "(" + row.get("CHARACTER_MAXIMUM_LENGTH") + ")";
            case "bit" -> name + "(" + row.get("NUMERIC_PRECISION") + ")";
            case "decimal" -> name + "(" + row.get("NUMERIC_PRECISION") + "," + row.get("NUMERIC_SCALE") + ")";
            case "time", "datetime", "timestamp" -> name + "(" + row.get("DATETIME_PRECISION") + ")";
            case "float", "double", "vector" -> full.replaceAll(" .*", "");
            case "enum", "set" -> name + labels(full);
            default -> name;
        };
    }

    /** Labels out of {@code enum('a','b')}, in which quotes are doubled and nothing is escaped. */
    private static List<String> labels(String full) {
        List<String> labels = new ArrayList<>();
        StringBuilder label = new StringBuilder();
        for (int i = full.indexOf('\'') + 1; i < full.length(); i++) {
            char c = full.charAt(i);
            if (c == '\'' && full.charAt(i + 1) == '\'') {
                label.append(c);
                i++;
            } else if (c == '\'') {
                labels.add(label.toString());
                label.setLength(0);
                i += 2;
            } else if (c == '\\' && full.charAt(i + 1) == '\\') {
                label.append(c);
                i++;
            } else {
                label.append(c);
            }
        }
        return labels;
    }

    private static String defaultText(Row row, String extra) {
        boolean computed = extra.contains("virtual generated") || extra.contains("stored generated");
        // 8.0 names the zero as default of a computed TIMESTAMP, which SHOW CREATE TABLE leaves out and nothing uses.
        if (computed || row.find("COLUMN_DEFAULT").isEmpty()) {
            return "null";
        }
        String value = row.get("COLUMN_DEFAULT");
        if (value.toUpperCase(Locale.ROOT).startsWith("CURRENT_TIMESTAMP")) {
            return value;
        }
        if (extra.contains("default_generated")) {
            return "expression";
        }
        ColumnType type = ColumnType.valueOf(row.get("DATA_TYPE")
                .replace("geomcollection", "geometrycollection")
                .toUpperCase(Locale.ROOT));
        return ModelText.normalised(type, value);
    }

    private List<Row> rows(String sql) throws SQLException {
        List<Row> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                Map<String, Optional<String>> row = new HashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(
                            result.getMetaData().getColumnLabel(i).toUpperCase(Locale.ROOT),
                            Optional.ofNullable(result.getString(i)));
                }
                rows.add(new Row(row));
            }
        }
        return rows;
    }
}
