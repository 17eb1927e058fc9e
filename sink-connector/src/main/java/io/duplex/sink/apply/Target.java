// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.apply.RowStatement.Slot;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One version of a target's table with the statements that were built for it, by kind and columns of the images. */
final class Target {
    private static final int LONGEST_KEY_VALUE = 64;

    private final TableSchema table;
    private final List<Column> identity;
    private final Optional<Column> numbered;
    private final Map<Shape, RowStatement> statements = new HashMap<>();

    private record Shape(Kind kind, List<String> before, List<String> after) {}

    Target(TableSchema table) {
        this.table = table;
        this.identity = table.identity().stream().map(table.columns()::get).toList();
        this.numbered = table.columns().stream()
                .filter(column -> column.attributes().autoIncrement())
                .findFirst();
    }

    TableId id() {
        return table.id();
    }

    TableSchema table() {
        return table;
    }

    boolean hasKey() {
        return !identity.isEmpty();
    }

    /**
     * Returns the statement for such images.
     *
     * @throws IllegalArgumentException when the target lacks a column
     */
    RowStatement statement(Kind kind, Optional<DecodedImage> before, Optional<DecodedImage> after) {
        Shape shape = new Shape(
                kind,
                before.map(DecodedImage::columns).orElse(List.of()),
                after.map(DecodedImage::columns).orElse(List.of()));
        RowStatement known = statements.get(shape);
        if (known == null) {
            known = build(shape);
            statements.put(shape, known);
        }
        return known;
    }

    /** Returns the statement that locks the row with the key of this image, for {@link #hasKey} tables. */
    String lockByKey() {
        return "SELECT 1 FROM " + id().quoted() + " WHERE " + keyConditions() + " FOR UPDATE";
    }

    /** Returns the key's columns as parameters out of an image with these columns. */
    List<Slot> keySlots(List<String> columns) {
        Map<String, Integer> positions = positions(columns);
        List<Slot> slots = new ArrayList<>();
        for (Column column : identity) {
            Integer position = positions.get(fold(column.name()));
            if (position == null) {
                throw new IllegalArgumentException("key column " + column.name() + " is not in the record");
            }
            slots.add(new Slot(position, column));
        }
        return slots;
    }

    /** Tells whether the target numbers rows that are stored with these columns. */
    boolean numbersRowsWithout(List<Slot> stored) {
        return numbered.filter(
                        column -> stored.stream().noneMatch(s -> s.column().equals(column)))
                .isPresent();
    }

    private RowStatement build(Shape shape) {
        List<Slot> stored = writable(shape.after());
        List<Slot> matched = shape.kind() == Kind.INSERT
                ? List.of()
                : hasKey() ? keySlots(shape.before()) : writable(shape.before());
        String sql = switch (shape.kind()) {
            case INSERT -> insert(stored);
            case UPDATE -> "UPDATE " + id().quoted() + " SET " + assignments(stored) + where(matched);
            case DELETE -> "DELETE FROM " + id().quoted() + where(matched);
        };
        return new RowStatement(shape.kind(), this, sql, stored, matched);
    }

    private String insert(List<Slot> stored) {
        String names =
                stored.stream().map(s -> TableId.quote(s.column().name())).collect(Collectors.joining(", "));
        String values = stored.stream().map(s -> "?").collect(Collectors.joining(", "));
        return "INSERT INTO " + id().quoted() + " (" + names + ") VALUES (" + values + ")";
    }

    private static String assignments(List<Slot> stored) {
        return stored.stream()
                .map(s -> TableId.quote(s.column().name()) + " = ?")
                .collect(Collectors.joining(", "));
    }

    private String where(List<Slot> matched) {
        if (hasKey()) {
            return " WHERE " + keyConditions();
        }
        // Rows that are equal in all columns are exchangeable, so any one will do.
        return matched.stream()
                .map(s -> ValueBinders.exactCondition(s.column()))
                .collect(Collectors.joining(" AND ", " WHERE ", " LIMIT 1"));
    }

    private String keyConditions() {
        return identity.stream().map(ValueBinders::keyCondition).collect(Collectors.joining(" AND "));
    }

    private List<Slot> writable(List<String> columns) {
        List<Slot> slots = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            Column column = table.column(name)
                    .orElseThrow(() -> new IllegalArgumentException("column " + name + " is missing on the target"));
            if (column.writable()) {
                slots.add(new Slot(i, column));
            }
        }
        return slots;
    }

    private static Map<String, Integer> positions(List<String> columns) {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            positions.put(fold(columns.get(i)), i);
        }
        return positions;
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Names the row by its key alone: other values do not belong into logs. */
    String describe(DecodedImage image) {
        if (!hasKey()) {
            return "a row of " + id() + ", which has no key,";
        }
        StringBuilder text = new StringBuilder("the row of " + id() + " with key (");
        String separator = "";
        for (Column column : identity) {
            text.append(separator).append(column.name()).append('=');
            text.append(
                    image.indexOf(column.name()).map(i -> text(image.get(i))).orElse("?"));
            separator = ", ";
        }
        return text.append(')').toString();
    }

    private static String text(@Nullable Object value) {
        String text = value instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : String.valueOf(value);
        return text.length() > LONGEST_KEY_VALUE ? text.substring(0, LONGEST_KEY_VALUE) + "..." : text;
    }
}
