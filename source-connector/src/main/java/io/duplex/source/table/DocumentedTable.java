// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.duplex.protocol.table.TableId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the statement that makes a table as Debezium's JSON describes it: columns, defaults, comments and key, but not
 * collations, keys beside the records' one, or which columns are computed, of which the JSON has nothing.
 */
final class DocumentedTable {
    private static final Pattern TYPE = Pattern.compile("(.+?)((?: UNSIGNED| SIGNED| ZEROFILL| BINARY)*)");
    private static final Pattern TEXT = Pattern.compile(".*CHAR.*|.*TEXT|ENUM|SET");
    private static final Pattern LABELS = Pattern.compile("ENUM|SET");
    private static final Pattern WITH_SCALE = Pattern.compile("DEC.*|NUMERIC|FIXED|FLOAT.*|DOUBLE.*|REAL");
    /** What Debezium writes for CURRENT_TIMESTAMP; as a literal it is no TIMESTAMP. */
    private static final String NOW = "1970-01-01 00:00:00";

    private DocumentedTable() {}

    static String statement(TableId id, JsonNode table) {
        List<JsonNode> columns = new ArrayList<>();
        table.path("columns").forEach(columns::add);
        if (columns.isEmpty()) {
            throw new DdlException("The JSON has no 'columns' in 'table'.", id.toString());
        }
        columns.sort(Comparator.comparingInt(column -> column.path("position").asInt()));
        StringJoiner parts = new StringJoiner(", ", "CREATE TABLE " + id.quoted() + " (", ")");
        columns.forEach(column -> parts.add(column(id, column)));
        StringJoiner key = new StringJoiner(", ", "PRIMARY KEY (", ")").setEmptyValue("");
        table.path("primaryKeyColumnNames").forEach(name -> key.add(TableId.quote(name.asText())));
        if (key.length() > 0) {
            parts.add(key.toString());
        }
        return parts
                + text(table, "defaultCharsetName")
                        .map(charset -> " DEFAULT CHARACTER SET " + charset)
                        .orElse("")
                + text(table, "comment").map(DocumentedTable::comment).orElse("");
    }

    private static String column(TableId id, JsonNode column) {
        String name = text(column, "name").orElseThrow(() -> missing(id, "name"));
        Matcher type = TYPE.matcher(text(column, "typeName")
                .orElseThrow(() -> missing(id, "typeName"))
                .toUpperCase(Locale.ROOT));
        if (!type.matches()) {
            throw missing(id, "typeName");
        }
        String base = type.group(1);
        boolean made = column.path("autoIncremented").asBoolean();
        return TableId.quote(name) + " " + base
                + (LABELS.matcher(base).matches() ? labels(column) : size(column, base))
                + charset(column, base) + type.group(2)
                + (column.path("optional").asBoolean(true) ? " NULL" : " NOT NULL")
                + defaultValue(column, base)
                + (made ? isTime(base) ? " ON UPDATE " + now(column) : " AUTO_INCREMENT" : "")
                + text(column, "comment").map(DocumentedTable::comment).orElse("");
    }

    private static DdlException missing(TableId id, String field) {
        return new DdlException("The JSON has a column without '" + field + "'.", id.toString());
    }

    private static String size(JsonNode column, String base) {
        if (!column.path("length").isNumber()) {
            return "";
        }
        boolean scaled =
                column.path("scale").isNumber() && WITH_SCALE.matcher(base).matches();
        return "(" + column.get("length").asInt()
                + (scaled ? "," + column.get("scale").asInt() : "") + ")";
    }

    /** Debezium has labels as they are written, in quotes. */
    private static String labels(JsonNode column) {
        StringJoiner labels = new StringJoiner(",", "(", ")");
        column.path("enumValues").forEach(label -> {
            String text = label.asText();
            labels.add(
                    text.startsWith("'")
                            ? text
                            : "'" + text.replace("\\", "\\\\").replace("'", "''") + "'");
        });
        return labels.toString();
    }

    /** NCHAR and NVARCHAR have theirs by name. */
    private static String charset(JsonNode column, String base) {
        return text(column, "charsetName")
                .filter(charset -> TEXT.matcher(base).matches() && !base.startsWith("N"))
                .map(charset -> " CHARACTER SET " + charset)
                .orElse("");
    }

    /** Debezium has defaults and comments as they are written between the quotes. */
    private static String defaultValue(JsonNode column, String base) {
        Optional<String> value = text(column, "defaultValueExpression");
        if (value.isEmpty()) {
            return "";
        }
        if (isTime(base) && value.get().equals(NOW)) {
            return base.equals("TIMESTAMP") ? " DEFAULT " + now(column) : " DEFAULT '" + NOW + "'";
        }
        return (base.equals("BIT") ? " DEFAULT b'" : " DEFAULT '") + value.get() + "'";
    }

    private static boolean isTime(String base) {
        return base.equals("TIMESTAMP") || base.equals("DATETIME");
    }

    private static String now(JsonNode column) {
        return "CURRENT_TIMESTAMP" + size(column, "TIMESTAMP");
    }

    private static String comment(String written) {
        return " COMMENT '" + written + "'";
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.path(field).isTextual() ? Optional.of(node.get(field).asText()) : Optional.empty();
    }
}
