// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints a table of the model as {@link ServerText} prints the server's. */
final class ModelText {
    private static final int DATE_LENGTH = 10;

    private ModelText() {}

    static List<String> lines(ModelTable model) {
        TableSchema table = model.schema();
        List<String> lines = new ArrayList<>();
        for (Column column : table.columns()) {
            lines.add("column " + column.name() + " " + type(column) + (column.unsigned() ? " unsigned" : "")
                    + (column.nullable() ? " null" : " not null") + " default " + defaultText(column) + " charset "
                    + ServerText.text(column.charset()) + " "
                    + ServerText.text(column.text().collation())
                    + flags(column.attributes()) + " '" + column.comment().orElse("") + "'");
        }
        model.indexes().stream().map(ModelText::index).sorted().forEach(lines::add);
        lines.add("table " + table.options().charset().orElse("-") + " "
                + table.options().collation().orElse("-") + " '"
                + table.options().comment().orElse("") + "'");
        return lines;
    }

    private static String index(IndexSpec index) {
        String kind = switch (index.kind()) {
            case PRIMARY, UNIQUE -> "key ";
            case PLAIN, GENERATED -> "index ";
            case SPECIAL -> "special ";
        };
        List<String> parts = new ArrayList<>();
        for (IndexSpec.Part part : index.parts()) {
            String length =
                    index.kind() == IndexSpec.Kind.SPECIAL || part.prefix().isEmpty()
                            ? ""
                            : "(" + part.prefix().getAsInt() + ")";
            parts.add(part.column().orElse("expression") + length);
        }
        return kind + index.name().orElse("nameless") + " " + parts;
    }

    private static String flags(Column.Attributes attributes) {
        return (attributes.autoIncrement() ? " auto_increment" : "")
                + (attributes.generated() ? " generated" : "")
                + (attributes.onUpdate() ? " on update" : "")
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

    /** Members of a default in one order and spelling: the server writes labels as the column has them. */
    private static String labels(String text) {
        return Stream.of(text.toLowerCase(Locale.ROOT).split(",", -1))
                .sorted()
                .toList()
                .toString();
    }

    private static String year(int number) {
        int century = number >= 100 || number == 0 ? 0 : number < 70 ? 2000 : 1900;
        return String.valueOf(century + number);
    }

    /** One spelling for literals that the server reformats; the model keeps them as they are written. */
    static String normalised(ColumnType type, String text) {
        if (type == ColumnType.YEAR) {
            return year(Integer.parseInt(text));
        }
        if (type == ColumnType.TIME && text.matches("\\d{1,2}")) {
            return normalised(type, "00:00:" + "0".repeat(2 - text.length()) + text);
        }
        if (type == ColumnType.DATE && text.length() > DATE_LENGTH) {
            return normalised(type, text.substring(0, DATE_LENGTH));
        }
        if (type == ColumnType.TIME && text.matches("\\d{4}-\\d\\d-\\d\\d .*")) {
            return normalised(type, text.substring(DATE_LENGTH + 1));
        }
        return switch (type.family()) {
            case INTEGER, NUMBER -> new BigDecimal(text).stripTrailingZeros().toPlainString();
            case LABELS -> labels(text);
            case TEMPORAL -> text.replaceAll("[ :.0-]+$", "");
            case BYTES -> type == ColumnType.BIT ? text.replaceAll("b'0*(?=.)", "b'") : "bytes";
            default -> "'" + (type == ColumnType.CHAR ? text.stripTrailing() : text) + "'";
        };
    }
}
