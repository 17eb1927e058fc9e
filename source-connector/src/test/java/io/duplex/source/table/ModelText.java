// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.UniqueKey;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Prints a table of the model as {@link ServerText} prints the server's. */
final class ModelText {
    private ModelText() {}

    static List<String> lines(TableSchema table) {
        List<String> lines = new ArrayList<>();
        for (Column column : table.columns()) {
            lines.add("column " + column.name() + " " + type(column) + (column.unsigned() ? " unsigned" : "")
                    + (column.nullable() ? " null" : " not null") + " default " + defaultText(column) + " charset "
                    + ServerText.text(column.charset()) + " "
                    + ServerText.text(column.text().collation())
                    + flags(column.attributes()) + " '" + column.comment().orElse("") + "'");
        }
        if (!table.primaryKey().isEmpty()) {
            lines.add("key PRIMARY " + table.primaryKey());
        }
        table.uniqueKeys().stream()
                .sorted(Comparator.comparing(UniqueKey::name))
                .forEach(key ->
                        lines.add("key " + key.name() + " " + key.columns() + (key.prefixed() ? " prefixed" : "")));
        lines.add("table " + table.options().charset().orElse("-") + " "
                + table.options().collation().orElse("-") + " '"
                + table.options().comment().orElse("") + "'");
        return lines;
    }

    private static String flags(Column.Attributes attributes) {
        return (attributes.autoIncrement() ? " auto_increment" : "")
                + (attributes.generated() ? " generated" : "")
                + (attributes.invisible() ? " invisible" : "");
    }

    private static String type(Column column) {
        String name = column.type().name().toLowerCase(Locale.ROOT);
        return switch (column.type()) {
            case CHAR, BINARY, BIT -> name + "(" + column.length().orElse(1) + ")";
            case VARCHAR, VARBINARY -> name + "(" + column.length().orElse(-1) + ")";
            case VECTOR -> name + "(" + column.length().orElse(2048) + ")";
            case DECIMAL ->
                name + "(" + column.length().orElse(10) + "," + column.scale().orElse(0) + ")";
            case FLOAT, DOUBLE ->
                column.scale().isPresent()
                        ? name + "(" + column.length().getAsInt() + ","
                                + column.scale().getAsInt() + ")"
                        : name;
            case TIME, DATETIME, TIMESTAMP -> name + "(" + column.fractionalDigits() + ")";
            case ENUM, SET -> name + column.labels();
            default -> name;
        };
    }

    private static String defaultText(Column column) {
        Optional<ColumnDefault> value = column.defaultValue();
        if (value.isEmpty() || value.get().kind() == ColumnDefault.Kind.NULL) {
            return "null";
        }
        return switch (value.get().kind()) {
            case EXPRESSION -> "expression";
            case CURRENT_TIMESTAMP -> value.get().text();
            default -> normalised(column.type(), value.get().text());
        };
    }

    /** One spelling for literals that the server reformats. */
    static String normalised(ColumnType type, String text) {
        return switch (type.family()) {
            case INTEGER, NUMBER -> new BigDecimal(text).stripTrailingZeros().toPlainString();
            case TEMPORAL -> text.replaceAll("[ :.0-]+$", "");
            case BYTES -> type == ColumnType.BIT ? text.replaceAll("b'0*(?=.)", "b'") : "bytes";
            default -> "'" + text + "'";
        };
    }
}
