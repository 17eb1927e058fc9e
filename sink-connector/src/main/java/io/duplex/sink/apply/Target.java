// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.UniqueKey;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.apply.RowStatement.Slot;
import io.duplex.sink.mapping.MappingOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One version of a target's table with the statements that were built for it, by kind and columns of the images. */
final class Target {
    private static final int LONGEST_KEY_VALUE = 64;

    private final TableSchema table;
    private final List<RowKey> keys;
    private final boolean triggers;
    private final SyntaxVersion version;
    private final TableTokens tokens;
    private final Optional<Column> numbered;
    private final RowReader reader;
    private final Map<Shape, RowStatement> statements = new HashMap<>();
    private final Map<Shape, Optional<MultiRow>> multiRows = new HashMap<>();
    private final Map<List<String>, List<Slot>> keySlots = new HashMap<>();
    /** What was asked for last: rows of the same columns, the very same lists, follow each other. */
    private @Nullable LastMultiRow lastMultiRow;

    private @Nullable LastKey lastKey;

    private record Shape(Kind kind, List<String> before, List<String> after) {}

    private record LastMultiRow(Shape shape, Optional<MultiRow> statement) {}

    private record LastKey(List<String> columns, List<Slot> slots) {}

    /** A key that identifies a row, with the name of its index. */
    record RowKey(String index, List<Column> columns) {}

    /**
     * A table.
     *
     * @param foreignKeys all of the target
     * @param triggers whether it has triggers
     */
    Target(TableSchema table, ForeignKeys foreignKeys, boolean triggers, SyntaxVersion version) {
        this.table = table;
        this.keys = keys(table);
        this.triggers = triggers;
        this.version = version;
        this.tokens = new TableTokens(table, foreignKeys);
        this.reader = new RowReader(table);
        this.numbered = table.columns().stream()
                .filter(column -> column.attributes().autoIncrement())
                .findFirst();
    }

    /** Returns the keys that identify a row, the primary one first. */
    private static List<RowKey> keys(TableSchema table) {
        List<RowKey> keys = new ArrayList<>();
        keys.add(new RowKey("PRIMARY", columns(table, table.primaryKey())));
        for (UniqueKey key : table.uniqueKeys()) {
            keys.add(new RowKey(key.name(), key.prefixed() ? List.of() : columns(table, key.columns())));
        }
        keys.removeIf(key -> key.columns().isEmpty() || key.columns().stream().anyMatch(Column::nullable));
        return keys;
    }

    private static List<Column> columns(TableSchema table, List<String> names) {
        return names.stream().map(table::column).flatMap(Optional::stream).toList();
    }

    /** Returns the first key that an image with these columns has the values of, else nothing. */
    private List<Column> identity(List<String> columns) {
        return rowKey(columns).map(RowKey::columns).orElse(List.of());
    }

    /** Returns the first key that an image with these columns has the values of. */
    Optional<RowKey> rowKey(List<String> columns) {
        Set<String> names = columns.stream().map(Target::fold).collect(Collectors.toSet());
        return keys.stream()
                .filter(key -> key.columns().stream().allMatch(column -> names.contains(fold(column.name()))))
                .findFirst();
    }

    /** Tells whether another unique key, of whatever kind, may refuse a row. */
    boolean hasOtherKeysThan(RowKey key) {
        return table.uniqueKeys().stream().anyMatch(other -> !other.name().equals(key.index()));
    }

    boolean hasTriggers() {
        return triggers;
    }

    SyntaxVersion version() {
        return version;
    }

    TableTokens tokens() {
        return tokens;
    }

    RowReader reader() {
        return reader;
    }

    /**
     * Returns the statement for many such rows, empty when each needs its own.
     *
     * @throws IllegalArgumentException when the target lacks a column
     */
    Optional<MultiRow> multiRow(Kind kind, List<String> before, List<String> after) {
        LastMultiRow last = lastMultiRow;
        if (last == null
                || last.shape().kind() != kind
                || last.shape().before() != before
                || last.shape().after() != after) {
            Shape shape = new Shape(kind, before, after);
            last = new LastMultiRow(
                    shape, multiRows.computeIfAbsent(shape, same -> MultiRow.of(this, kind, before, after)));
            lastMultiRow = last;
        }
        return last.statement();
    }

    TableId id() {
        return table.id();
    }

    TableSchema table() {
        return table;
    }

    boolean hasKey() {
        return !keys.isEmpty();
    }

    /** Tells whether an image with these columns has a whole key. */
    boolean hasKey(List<String> columns) {
        return !identity(columns).isEmpty();
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

    /** Returns the statement that locks the row with the key of an image with these columns. */
    String lockByKey(List<String> columns) {
        return "SELECT 1 FROM " + id().quoted() + " WHERE " + keyConditions(identity(columns)) + " FOR UPDATE";
    }

    /** Returns the statement that locks a row that is equal to an image with these columns. */
    String lockEqual(List<String> columns) {
        return "SELECT 1 FROM " + id().quoted() + whereEqual(writable(columns)) + " FOR UPDATE";
    }

    /** Returns the key's columns as parameters out of an image with these columns; none when it has no whole key. */
    List<Slot> keySlots(List<String> columns) {
        LastKey last = lastKey;
        if (last == null || last.columns() != columns) {
            last = new LastKey(columns, keySlots.computeIfAbsent(columns, this::newKeySlots));
            lastKey = last;
        }
        return last.slots();
    }

    private List<Slot> newKeySlots(List<String> columns) {
        List<Slot> slots = new ArrayList<>();
        for (Column column : identity(columns)) {
            for (int i = 0; i < columns.size(); i++) {
                if (fold(columns.get(i)).equals(fold(column.name()))) {
                    slots.add(new Slot(i, column));
                }
            }
        }
        return slots;
    }

    /** Tells whether two images have the same bytes in the key of the first. */
    boolean sameKey(DecodedImage one, DecodedImage other) {
        List<Slot> slots = keySlots(one.columns());
        return slots.stream().allMatch(slot -> {
            int position = other.columns().indexOf(one.columns().get(slot.position()));
            return position >= 0 && Objects.deepEquals(one.get(slot.position()), other.get(position));
        });
    }

    /** Tells whether the target numbers rows that are stored with these columns. */
    boolean numbersRowsWithout(List<Slot> stored) {
        return numbered.filter(
                        column -> stored.stream().noneMatch(s -> s.column().equals(column)))
                .isPresent();
    }

    private RowStatement build(Shape shape) {
        List<Slot> stored = writable(shape.after());
        boolean byKey = hasKey(shape.before());
        boolean inserts = shape.kind() == Kind.INSERT || shape.kind() == Kind.REPLACE;
        List<Slot> matched = inserts ? List.of() : byKey ? keySlots(shape.before()) : writable(shape.before());
        String where = byKey ? " WHERE " + keyConditions(identity(shape.before())) : whereEqual(matched);
        String sql = switch (shape.kind()) {
            case INSERT -> "INSERT" + into(stored);
            case REPLACE -> "REPLACE" + into(stored);
            case MERGE -> throw new IllegalStateException("A single row of " + id() + " is looked for, then merged");
            case UPDATE -> "UPDATE " + id().quoted() + " SET " + assignments(stored) + where;
            case DELETE -> "DELETE FROM " + id().quoted() + where;
        };
        return new RowStatement(shape.kind(), this, sql, stored, matched);
    }

    private String into(List<Slot> stored) {
        String names =
                stored.stream().map(s -> TableId.quote(s.column().name())).collect(Collectors.joining(", "));
        String values = stored.stream().map(s -> "?").collect(Collectors.joining(", "));
        return " INTO " + id().quoted() + " (" + names + ") VALUES (" + values + ")";
    }

    private static String assignments(List<Slot> stored) {
        return stored.stream()
                .map(s -> TableId.quote(s.column().name()) + " = ?")
                .collect(Collectors.joining(", "));
    }

    /** Rows that are equal in all columns are exchangeable, so any one will do. */
    private static String whereEqual(List<Slot> matched) {
        return matched.stream()
                .map(s -> ValueBinders.exactCondition(s.column()))
                .collect(Collectors.joining(" AND ", " WHERE ", " LIMIT 1"));
    }

    private static String keyConditions(List<Column> key) {
        return key.stream().map(ValueBinders::keyCondition).collect(Collectors.joining(" AND "));
    }

    /** Returns the columns that are stored, as parameters out of an image with these columns. */
    List<Slot> writable(List<String> columns) {
        List<Slot> slots = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            Column column = table.column(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "column " + name + " is missing on the target; add it to " + table.id()
                                    + " there, or leave it out: " + MappingOptions.MAPPING
                                    + "=<database>.<table>.<column>: with the source's names"));
            if (column.writable()) {
                slots.add(new Slot(i, column));
            }
        }
        return slots;
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Names the row by its key alone: other values do not belong into logs. */
    String describe(DecodedImage image) {
        List<Slot> key = keySlots(image.columns());
        if (key.isEmpty()) {
            return "a row of " + id() + " (without key)";
        }
        return key.stream()
                .map(slot -> slot.column().name() + "=" + text(image.get(slot.position())))
                .collect(Collectors.joining(", ", "the row of " + id() + " with key (", ")"));
    }

    /** Returns a value as messages show it. */
    static String text(@Nullable Object value) {
        String text = value instanceof byte[] bytes ? "0x" + HexFormat.of().formatHex(bytes) : String.valueOf(value);
        return text.length() > LONGEST_KEY_VALUE ? text.substring(0, LONGEST_KEY_VALUE) + "..." : text;
    }
}
