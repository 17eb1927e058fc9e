// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a table looked like at one moment. Immutable.
 *
 * <p>Column names compare without regard to case, as MySQL compares them.
 */
public final class TableSchema {
    private final TableId id;
    private final List<Column> columns;
    private final List<String> primaryKey;
    private final List<UniqueKey> uniqueKeys;
    private final TableOptions options;
    private final List<String> recordKey;
    private final Map<String, Integer> indexByName;

    /**
     * Creates a schema whose rows are identified by the primary key, else by the first unique key over columns that are
     * all NOT NULL. A key over prefixes will do, as rows with distinct prefixes are distinct.
     *
     * @param primaryKey empty when the table has none
     */
    public TableSchema(
            TableId id,
            List<Column> columns,
            List<String> primaryKey,
            List<UniqueKey> uniqueKeys,
            TableOptions options) {
        this(id, columns, primaryKey, uniqueKeys, options, identity(columns, primaryKey, uniqueKeys));
    }

    /** Creates a schema whose rows are identified by these columns. */
    private TableSchema(
            TableId id,
            List<Column> columns,
            List<String> primaryKey,
            List<UniqueKey> uniqueKeys,
            TableOptions options,
            List<String> recordKey) {
        this.id = id;
        this.columns = List.copyOf(columns);
        this.primaryKey = List.copyOf(primaryKey);
        this.uniqueKeys = List.copyOf(uniqueKeys);
        this.options = options;
        this.recordKey = List.copyOf(recordKey);
        this.indexByName = new HashMap<>();
        for (int i = 0; i < this.columns.size(); i++) {
            indexByName.put(fold(this.columns.get(i).name()), i);
        }
    }

    /** Table-wide defaults of text columns and the comment. */
    public record TableOptions(Optional<String> charset, Optional<String> collation, Optional<String> comment) {
        /** Nothing given: the database's defaults hold. */
        public static final TableOptions NONE = new TableOptions(Optional.empty(), Optional.empty(), Optional.empty());
    }

    public TableId id() {
        return id;
    }

    /** Returns the columns in table order, generated and invisible ones included. */
    public List<Column> columns() {
        return columns;
    }

    /** Returns the primary key's column names in key order, empty when there is none. */
    public List<String> primaryKey() {
        return primaryKey;
    }

    public List<UniqueKey> uniqueKeys() {
        return uniqueKeys;
    }

    public TableOptions options() {
        return options;
    }

    /** Returns the position (from 0) of the column in {@link #columns()}. */
    public Optional<Integer> indexOf(String column) {
        return Optional.ofNullable(indexByName.get(fold(column)));
    }

    /** Returns the column of that name. */
    public Optional<Column> column(String name) {
        return indexOf(name).map(columns::get);
    }

    /** Returns the positions of the columns that identify a row in records; empty when there are none. */
    public List<Integer> identity() {
        List<Integer> positions = new ArrayList<>(recordKey.size());
        for (String name : recordKey) {
            indexOf(name).ifPresent(positions::add);
        }
        return positions;
    }

    /** Returns this schema with another choice of the columns that identify a row in records. */
    public TableSchema identifiedBy(List<String> names) {
        return new TableSchema(id, columns, primaryKey, uniqueKeys, options, names);
    }

    private static List<String> identity(List<Column> columns, List<String> primaryKey, List<UniqueKey> uniqueKeys) {
        if (!primaryKey.isEmpty()) {
            return primaryKey;
        }
        Set<String> whole = columns.stream()
                .filter(column -> !column.nullable())
                .map(column -> fold(column.name()))
                .collect(Collectors.toSet());
        return uniqueKeys.stream()
                .map(UniqueKey::columns)
                .filter(names -> !names.isEmpty() && names.stream().allMatch(name -> whole.contains(fold(name))))
                .findFirst()
                .orElse(List.of());
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /** Returns this schema under another name. */
    public TableSchema renamed(TableId newId) {
        return new TableSchema(newId, columns, primaryKey, uniqueKeys, options, recordKey);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TableSchema that
                && id.equals(that.id)
                && columns.equals(that.columns)
                && primaryKey.equals(that.primaryKey)
                && uniqueKeys.equals(that.uniqueKeys)
                && options.equals(that.options)
                && recordKey.equals(that.recordKey);
    }

    @Override
    public int hashCode() {
        return id.hashCode() * 31 + columns.hashCode();
    }

    @Override
    public String toString() {
        return "TableSchema[" + id + ", columns=" + columns + ", primaryKey=" + primaryKey + ", uniqueKeys="
                + uniqueKeys + "]";
    }
}
