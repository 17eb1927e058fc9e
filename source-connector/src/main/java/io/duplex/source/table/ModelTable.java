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

/** A table with all its indexes: what later statements need beyond {@link TableSchema}. Immutable. */
record ModelTable(TableId id, List<Column> columns, List<IndexSpec> indexes, TableSchema.TableOptions options) {
    ModelTable {
        columns = List.copyOf(columns);
        indexes = List.copyOf(indexes);
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
        return new ModelTable(schema.id(), schema.columns(), indexes, schema.options());
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
        return new ModelTable(newId, columns, indexes, options);
    }

    TableSchema schema() {
        List<String> primary = List.of();
        List<UniqueKey> whole = new ArrayList<>();
        List<UniqueKey> nullable = new ArrayList<>();
        for (IndexSpec index : indexes) {
            if (index.kind() == IndexSpec.Kind.PRIMARY) {
                primary = names(index);
            } else if (index.kind() == IndexSpec.Kind.UNIQUE) {
                UniqueKey key = new UniqueKey(index.name().orElseThrow(), names(index), prefixed(index));
                (mayBeNull(index) ? nullable : whole).add(key);
            }
        }
        whole.addAll(nullable);
        return new TableSchema(id, columns, primary, whole, options);
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

    /** The server puts unique keys that cannot hold NULL before those that can. */
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
