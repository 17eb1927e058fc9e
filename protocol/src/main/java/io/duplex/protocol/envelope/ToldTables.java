// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnBuilder;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.TypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Struct;

/** Reads Debezium's model of a table as {@link TableStructs} writes it: what decides how values of its columns travel. */
final class ToldTables {
    private static final Set<Integer> BINARY = Set.of(JdbcTypes.BINARY, JdbcTypes.VARBINARY, JdbcTypes.BLOB);

    private static final Pattern UNSIGNED = Pattern.compile("UNSIGNED|ZEROFILL|SERIAL");

    private ToldTables() {}

    static SchemaChange.TableChange change(Struct change) {
        TableId id = id(change.getString("id"));
        Struct table = change.getStruct("table");
        return new SchemaChange.TableChange(
                SchemaChange.Kind.valueOf(change.getString("type")),
                id,
                Optional.ofNullable(table).map(told -> table(id, told)));
    }

    /** Reads {@code "database"."table"}, quotes inside doubled. */
    private static TableId id(String quoted) {
        int middle = quoted.indexOf("\".\"");
        while (middle > 0 && oddQuotesBefore(quoted, middle)) {
            middle = quoted.indexOf("\".\"", middle + 1);
        }
        if (middle < 1) {
            throw new IllegalArgumentException("'" + quoted + "' is no name of a table");
        }
        return new TableId(unquoted(quoted.substring(0, middle + 1)), unquoted(quoted.substring(middle + 2)));
    }

    /** Quotes inside come in pairs, after the first one. */
    private static boolean oddQuotesBefore(String quoted, int end) {
        return quoted.substring(1, end).chars().filter(c -> c == '"').count() % 2 != 0;
    }

    private static String unquoted(String part) {
        return part.substring(1, part.length() - 1).replace("\"\"", "\"");
    }

    private static TableSchema table(TableId id, Struct told) {
        List<Column> columns = new ArrayList<>();
        List<Struct> structs = told.getArray("columns");
        for (Struct column : structs) {
            try {
                columns.add(column(column));
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "Column " + column.getString("name") + " of " + id + ": " + unknown.getMessage(), unknown);
            }
        }
        return new TableSchema(id, columns, List.of(), List.of(), TableSchema.TableOptions.NONE);
    }

    private static Column column(Struct told) {
        String declared = told.getString("typeName").toUpperCase(Locale.ROOT).trim();
        Integer length = told.getInt32("length");
        Integer scale = told.getInt32("scale");
        Optional<String> charset = Optional.ofNullable(told.getString("charsetName"));
        ColumnType type = type(declared, told.getInt32("jdbcType"), length != null && scale == null ? length : 0);
        if (type.family() == ColumnType.Family.TEXT
                && charset.filter("binary"::equals).isPresent()) {
            throw new IllegalArgumentException(
                    "of a text column with the character set binary, JSON without schemas does"
                            + " not tell whether values are texts or bytes. Declare it as a binary column.");
        }
        ColumnBuilder column = Column.builder(told.getString("name"), type)
                .type(type, declared)
                .unsigned(UNSIGNED.matcher(declared).find())
                .charset(type.hasCharset() ? charset : Optional.empty());
        if (length != null && length >= 0) {
            column.length(length);
        }
        if (scale != null) {
            column.scale(scale);
        }
        if (type.family() == ColumnType.Family.LABELS) {
            column.labels(labels(told));
        }
        return column.build();
    }

    private static List<String> labels(Struct told) {
        List<String> literals = told.getArray("enumValues");
        return literals == null
                ? List.of()
                : literals.stream().map(ToldTables::label).toList();
    }

    private static ColumnType type(String declared, int jdbcType, int length) {
        String words = declared.replaceAll("\\s+(UNSIGNED|SIGNED|ZEROFILL|BINARY)\\b", "");
        ColumnType type = TypeNames.of(words)
                .orElseThrow(() -> new IllegalArgumentException("the type " + declared + " is not known"));
        if (type == ColumnType.FLOAT && length > TypeNames.WIDEST_FLOAT) {
            return ColumnType.DOUBLE;
        }
        // A text type with the character set binary makes a binary column.
        return type.family() == ColumnType.Family.TEXT && BINARY.contains(jdbcType) ? ColumnType.VARBINARY : type;
    }

    /** Labels stand as in the statement: in quotes, doubled or escaped inside. */
    private static String label(String literal) {
        if (literal.length() < 2 || "'\"".indexOf(literal.charAt(0)) < 0) {
            return literal;
        }
        char quote = literal.charAt(0);
        StringBuilder label = new StringBuilder(literal.length());
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            if (c == '\\' || (c == quote && literal.charAt(i + 1) == quote)) {
                i++;
            }
            label.append(literal.charAt(i));
        }
        return label.toString();
    }
}
