// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.UniqueKey;
import io.duplex.sink.apply.KeyHash.Outcome;
import io.duplex.sink.apply.RowStatement.Slot;
import io.duplex.sink.schedule.TokenSink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one table's rows, by the keys that the target has. A change of a row has
 *
 * <ul>
 *   <li>an exclusive token for each value of a unique key before and after it, and for each value that foreign keys
 *       refer to,
 *   <li>a shared one for each row that it refers to, and for its table,
 *   <li>an exclusive one for its table where the target's keys cannot be told by the row's values alone, and for the
 *       tables of which the server itself changes rows with this one.
 * </ul>
 */
final class TableTokens {
    private final long table;
    private final boolean serial;
    private final boolean alone;
    private final List<Key> own = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final KeyHash hash = new KeyHash();
    private final Map<List<String>, Shape> shapes = new HashMap<>();
    private @Nullable Shape last;

    /** Columns whose values together are told by one token; in the order of their names. */
    private record Key(long base, List<Column> columns, List<Spread> onDelete, List<Spread> onUpdate) {}

    /** Tables that change when a value of the key is gone. */
    private record Spread(List<Long> tables) {}

    /** Columns that refer to a parent's key. */
    private record Reference(long base, List<Column> columns, long parent) {}

    /** Where an image has the columns of the keys and references; nothing where it lacks one. */
    private record Shape(List<String> columns, List<List<Slot>> own, List<List<Slot>> references) {}

    TableTokens(TableSchema schema, ForeignKeys foreignKeys) {
        this.table = tableToken(schema.id());
        boolean hidden = false;
        if (!schema.primaryKey().isEmpty()) {
            hidden = !addKey(schema, schema.primaryKey(), Optional.empty(), foreignKeys);
        }
        for (UniqueKey key : schema.uniqueKeys()) {
            hidden |= key.prefixed() || !addKey(schema, key.columns(), Optional.empty(), foreignKeys);
        }
        boolean identified = schema.primaryKey().isEmpty()
                ? schema.uniqueKeys().stream().anyMatch(key -> !nullable(schema, key.columns()))
                : true;
        for (ForeignKey key : foreignKeys.to(schema.id())) {
            hidden |= !addKey(schema, key.referenced(), Optional.of(key), foreignKeys);
        }
        for (ForeignKey key : foreignKeys.of(schema.id())) {
            addReference(schema, key);
        }
        this.serial = hidden || !identified;
        this.alone = !serial
                && own.size() == 1
                && references.isEmpty()
                && foreignKeys.to(schema.id()).isEmpty();
    }

    /** Tells whether the order of all changes of the table matters. */
    boolean isSerial() {
        return serial;
    }

    /** Tells whether rows meet only those with an equal value of the one key. */
    boolean isAlone() {
        return alone;
    }

    /** Returns what hashes of the table's keys begin with, should they be told from those of other tables. */
    long base() {
        return table;
    }

    /** Returns the token of a whole table. */
    static long tableToken(TableId id) {
        return KeyHash.base(id.toString().toLowerCase(Locale.ROOT));
    }

    private static boolean nullable(TableSchema schema, List<String> columns) {
        return columns.stream()
                .anyMatch(name -> schema.column(name).map(Column::nullable).orElse(true));
    }

    /** Returns false when values of the key cannot be compared. */
    private boolean addKey(TableSchema schema, List<String> names, Optional<ForeignKey> from, ForeignKeys foreignKeys) {
        List<Column> columns = names.stream()
                .map(schema::column)
                .flatMap(Optional::stream)
                .sorted(Comparator.comparing(column -> fold(column.name())))
                .toList();
        if (columns.isEmpty() || !columns.stream().allMatch(KeyHash::comparable)) {
            return false;
        }
        long base = keyBase(schema.id(), names);
        Key key = own.stream().filter(k -> k.base() == base).findFirst().orElseGet(() -> {
            Key added = new Key(base, columns, new ArrayList<>(), new ArrayList<>());
            own.add(added);
            return added;
        });
        from.ifPresent(foreign -> {
            Spread spread = new Spread(foreignKeys.reachedBy(foreign).stream()
                    .map(TableTokens::tableToken)
                    .toList());
            if (foreign.onDelete().spreads()) {
                key.onDelete().add(spread);
            }
            if (foreign.onUpdate().spreads()) {
                key.onUpdate().add(spread);
            }
        });
        return true;
    }

    private static long keyBase(TableId id, List<String> names) {
        return KeyHash.base(id.toString().toLowerCase(Locale.ROOT)
                + names.stream().map(TableTokens::fold).sorted().collect(Collectors.joining("\n", "\n", "")));
    }

    private void addReference(TableSchema schema, ForeignKey key) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < key.referenced().size(); i++) {
            order.add(i);
        }
        order.sort(Comparator.comparing(i -> fold(key.referenced().get(i))));
        List<Column> columns = order.stream()
                .map(i -> schema.column(key.columns().get(i)))
                .flatMap(Optional::stream)
                .toList();
        references.add(new Reference(keyBase(key.parent(), key.referenced()), columns, tableToken(key.parent())));
    }

    /** Adds the tokens of a change. */
    void add(@Nullable DecodedImage before, @Nullable DecodedImage after, TokenSink sink) {
        if (serial) {
            sink.exclusive(table);
        } else {
            sink.shared(table);
        }
        if (before != null) {
            image(before, sink);
            spreads(before, after, sink);
        }
        if (after != null) {
            image(after, sink);
        }
    }

    private void image(DecodedImage image, TokenSink sink) {
        Shape shape = shape(image.columns());
        for (int i = 0; i < own.size(); i++) {
            switch (hash(own.get(i).base(), own.get(i).columns(), shape.own().get(i), image)) {
                case VALUES -> sink.exclusive(hash.value());
                case NULL -> {}
                case UNKNOWN -> sink.exclusive(table);
            }
        }
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            switch (hash(
                    reference.base(), reference.columns(), shape.references().get(i), image)) {
                case VALUES -> {
                    sink.shared(hash.value());
                    sink.shared(reference.parent());
                }
                case NULL -> {}
                case UNKNOWN -> sink.exclusive(reference.parent());
            }
        }
    }

    private Outcome hash(long base, List<Column> columns, List<Slot> slots, DecodedImage image) {
        return slots.size() < columns.size() ? Outcome.UNKNOWN : hash.of(base, slots, image);
    }

    private void spreads(DecodedImage before, @Nullable DecodedImage after, TokenSink sink) {
        for (int i = 0; i < own.size(); i++) {
            Key key = own.get(i);
            List<Spread> spreads = after == null ? key.onDelete() : key.onUpdate();
            if (!spreads.isEmpty() && (after == null || changes(i, before, after))) {
                spreads.forEach(spread -> spread.tables().forEach(sink::exclusive));
            }
        }
    }

    /** Tells whether a change may change the values of a key or reference. */
    boolean changesKeys(DecodedImage before, DecodedImage after) {
        for (int i = 0; i < own.size(); i++) {
            if (changes(i, before, after)) {
                return true;
            }
        }
        List<List<Slot>> old = shape(before.columns()).references();
        List<List<Slot>> next = shape(after.columns()).references();
        for (int i = 0; i < references.size(); i++) {
            if (differ(old.get(i), before, next.get(i), after)) {
                return true;
            }
        }
        return false;
    }

    private boolean changes(int key, DecodedImage before, DecodedImage after) {
        return differ(
                shape(before.columns()).own().get(key),
                before,
                shape(after.columns()).own().get(key),
                after);
    }

    private static boolean differ(List<Slot> old, DecodedImage before, List<Slot> next, DecodedImage after) {
        if (old.isEmpty() || old.size() != next.size()) {
            return true;
        }
        for (int i = 0; i < old.size(); i++) {
            if (!Objects.deepEquals(
                    before.get(old.get(i).position()), after.get(next.get(i).position()))) {
                return true;
            }
        }
        return false;
    }

    private Shape shape(List<String> columns) {
        Shape known = last;
        if (known == null || known.columns() != columns) {
            known = shapes.computeIfAbsent(columns, this::newShape);
            last = known;
        }
        return known;
    }

    private Shape newShape(List<String> columns) {
        return new Shape(
                columns,
                own.stream().map(key -> slots(key.columns(), columns)).toList(),
                references.stream().map(r -> slots(r.columns(), columns)).toList());
    }

    private static List<Slot> slots(List<Column> key, List<String> columns) {
        List<String> folded = columns.stream().map(TableTokens::fold).toList();
        List<Slot> slots = new ArrayList<>();
        for (Column column : key) {
            int position = folded.indexOf(fold(column.name()));
            if (position >= 0) {
                slots.add(new Slot(position, column));
            }
        }
        return slots;
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
