// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.UniqueKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A table with all its indexes: what later statements need beyond {@link TableSchema}. Immutable.
 *
 * @param key name of the unique index that makes the keys of records, when there is no primary key. As in Debezium, it
 *     is chosen among the indexes that a statement adds, so that records do not get another key for other reasons
 */
record ModelTable(
        TableId id,
        List<Column> columns,
        List<IndexSpec> indexes,
        TableSchema.TableOptions options,
        Optional<String> key) {
    ModelTable {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
    }

    /** A table that has not yet chosen. */
    ModelTable(TableId id, List<Column> columns, List<IndexSpec> indexes, TableSchema.TableOptions options) {
        this(id, columns, indexes, options, Optional.empty());
    }

    /** Returns this new table with its choice of a key. */
    ModelTable keyed() {
        return withKey(indexes.stream().filter(this::identifies).findFirst());
    }

    /** Returns this table, which an ALTER TABLE made of that one, with its choice of a key. */
    ModelTable keyedAfter(ModelTable before) {
        Optional<IndexSpec> kept =
                before.primary() ? Optional.empty() : before.index(before.key).flatMap(this::same);
        return withKey(kept.filter(this::identifies)
                .or(() -> indexes.stream()
                        .filter(index -> before.index(index.name()).isEmpty())
                        .filter(this::identifies)
                        .findFirst()));
    }

    ModelTable withIndexes(List<IndexSpec> others) {
        return new ModelTable(id, columns, others, options, key);
    }

    private ModelTable withKey(Optional<IndexSpec> index) {
        return new ModelTable(id, columns, indexes, options, index.flatMap(IndexSpec::name));
    }

    private boolean primary() {
        return index(Optional.of(IndexSpec.PRIMARY)).isPresent();
    }

    private Optional<IndexSpec> index(Optional<String> name) {
        return name.flatMap(
                wanted -> indexes.stream().filter(index -> index.named(wanted)).findFirst());
    }

    /** Returns the index of that name, or the renamed one over the same columns. */
    private Optional<IndexSpec> same(IndexSpec old) {
        return index(old.name())
                .or(() -> indexes.stream()
                        .filter(index ->
                                index.kind() == old.kind() && index.parts().equals(old.parts()))
                        .findFirst());
    }

    private boolean identifies(IndexSpec index) {
        return index.kind() == IndexSpec.Kind.UNIQUE && !names(index).isEmpty() && !mayBeNull(index);
    }

    /** Takes over a schema from elsewhere, whose other indexes are unknown. */
    static ModelTable of(TableSchema schema) {
        List<IndexSpec> indexes = new ArrayList<>();
        if (!schema.primaryKey().isEmpty()) {
            indexes.add(new IndexSpec(
                    IndexSpec.Kind.PRIMARY, Optional.of(IndexSpec.PRIMARY), parts(schema.primaryKey(), false)));
        }
        for (UniqueKey key : schema.uniqueKeys()) {
            indexes.add(new IndexSpec(
                    IndexSpec.Kind.UNIQUE, Optional.of(key.name()), parts(key.columns(), key.prefixed())));
        }
        return new ModelTable(schema.id(), schema.columns(), indexes, schema.options()).keyed();
    }

    private static List<IndexSpec.Part> parts(List<String> columns, boolean prefixed) {
        List<IndexSpec.Part> parts = new ArrayList<>();
        for (String column : columns) {
            parts.add(new IndexSpec.Part(Optional.of(column), prefixed ? OptionalInt.of(1) : OptionalInt.empty()));
        }
        if (parts.isEmpty()) {
            parts.add(new IndexSpec.Part(Optional.empty(), OptionalInt.empty()));
        }
        return parts;
    }

    ModelTable renamed(TableId newId) {
        return new ModelTable(newId, columns, indexes, options, key);
    }

    TableSchema schema() {
        List<String> primary = List.of();
        List<UniqueKey> unique = new ArrayList<>();
        for (IndexSpec index : indexes) {
            if (index.kind() == IndexSpec.Kind.PRIMARY) {
                primary = names(index);
            } else if (index.kind() == IndexSpec.Kind.UNIQUE) {
                unique.add(new UniqueKey(index.name().orElseThrow(), names(index), prefixed(index)));
            }
        }
        TableSchema schema = new TableSchema(id, columns, primary, unique, options);
        return primary.isEmpty()
                ? schema.identifiedBy(index(key).map(ModelTable::names).orElse(List.of()))
                : schema;
    }

    /** The key's columns; none when it is, in part, over an expression. */
    private static List<String> names(IndexSpec index) {
        List<String> names = new ArrayList<>();
        for (IndexSpec.Part part : index.parts()) {
            if (part.column().isEmpty()) {
                return List.of();
            }
            names.add(part.column().get());
        }
        return names;
    }

    private static boolean prefixed(IndexSpec index) {
        return index.parts().stream().anyMatch(part -> part.prefix().isPresent());
    }

    private boolean mayBeNull(IndexSpec index) {
        return index.parts().stream()
                .anyMatch(part -> part.column()
                        .flatMap(this::column)
                        .map(Column::nullable)
                        .orElse(true));
    }

    Optional<Column> column(String name) {
        String folded = IndexSpec.fold(name);
        return columns.stream()
                .filter(column -> IndexSpec.fold(column.name()).equals(folded))
                .findFirst();
    }
}
