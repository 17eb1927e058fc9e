// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the server makes of a table's indexes: names for the nameless, no superfluous ones, NOT NULL primary keys. */
final class IndexRules {
    /** A plain index over points covers them as bytes. */
    private static final int BYTES_OF_POINT = 25;

    private static final int LAST_RANK = 5;

    private IndexRules() {}

    /** Returns the indexes as the server stores them, in the order of definition. */
    static List<IndexSpec> settle(List<IndexSpec> written, List<Column> columns, ServerDefaults server) {
        KeyLengths lengths = new KeyLengths(server.charsets());
        List<IndexSpec> settled = new ArrayList<>();
        for (IndexSpec index : withoutSuperfluous(written)) {
            IndexSpec whole = promoted(index, columns, server.version());
            whole = whole.withParts(
                    whole.parts().stream().map(part -> spelled(part, columns)).toList());
            if (whole.kind() == IndexSpec.Kind.PLAIN || whole.kind() == IndexSpec.Kind.GENERATED) {
                whole = whole.withParts(whole.parts().stream()
                        .map(part -> cut(part, columns, lengths))
                        .toList());
            }
            settled.add(whole.name().isPresent() ? whole : whole.withName(freeName(whole, settled)));
        }
        return settled;
    }

    /**
     * Returns the indexes in the order in which the server keeps them: unique keys that cannot hold NULL come first,
     * then those over whole columns. What counts is whether a column may be NULL when its key is looked at: a primary
     * key makes its columns NOT NULL for the keys written after it only.
     *
     * @param columns as declared, before a primary key makes them NOT NULL
     */
    static List<IndexSpec> ordered(List<IndexSpec> indexes, List<Column> columns) {
        List<Column> soFar = columns;
        IdentityHashMap<IndexSpec, Integer> ranks = new IdentityHashMap<>();
        for (IndexSpec index : indexes) {
            soFar = withKeyNotNull(soFar, List.of(index));
            ranks.put(index, rank(index, soFar));
        }
        List<IndexSpec> sorted = new ArrayList<>(indexes);
        sorted.sort(Comparator.comparing(ranks::get));
        return sorted;
    }

    private static int rank(IndexSpec index, List<Column> columns) {
        if (index.kind() == IndexSpec.Kind.PRIMARY) {
            return 0;
        }
        if (index.kind() != IndexSpec.Kind.UNIQUE) {
            return LAST_RANK;
        }
        int prefixed = index.parts().stream().anyMatch(part -> part.prefix().isPresent()) ? 1 : 0;
        return (mayBeNull(index, columns) ? 3 : 1) + prefixed;
    }

    private static boolean mayBeNull(IndexSpec index, List<Column> columns) {
        return index.parts().stream()
                .anyMatch(part -> find(columns, part).map(Column::nullable).orElse(true));
    }

    private static Optional<Column> find(List<Column> columns, IndexSpec.Part part) {
        return part.column()
                .flatMap(name -> columns.stream()
                        .filter(column -> same(column.name(), name))
                        .findFirst());
    }

    /** Since 8.0 a plain index over a single spatial column is a SPATIAL one. */
    private static IndexSpec promoted(IndexSpec index, List<Column> columns, int serverVersion) {
        boolean spatial = serverVersion >= 80000
                && index.kind() == IndexSpec.Kind.PLAIN
                && index.parts().size() == 1
                && index.parts().get(0).prefix().isEmpty()
                && find(columns, index.parts().get(0))
                        .filter(column -> column.type().family() == ColumnType.Family.SPATIAL)
                        .isPresent();
        return spatial ? new IndexSpec(IndexSpec.Kind.SPECIAL, index.name(), index.parts()) : index;
    }

    /** Returns the columns with those of the primary key NOT NULL. */
    static List<Column> withKeyNotNull(List<Column> columns, List<IndexSpec> indexes) {
        List<Column> settled = new ArrayList<>(columns);
        for (IndexSpec index : indexes) {
            if (index.kind() == IndexSpec.Kind.PRIMARY) {
                settled.replaceAll(column -> covers(index, column) ? notNull(column) : column);
            }
        }
        return settled;
    }

    static boolean covers(IndexSpec index, Column column) {
        return index.parts().stream()
                .anyMatch(part ->
                        part.column().map(name -> same(name, column.name())).orElse(false));
    }

    private static Column notNull(Column column) {
        Optional<ColumnDefault> kept = column.defaultValue().filter(value -> value.kind() != ColumnDefault.Kind.NULL);
        return column.toBuilder().nullable(false).defaultValue(kept).build();
    }

    /** A foreign key's own index is only kept when no written one begins with the same columns. */
    private static List<IndexSpec> withoutSuperfluous(List<IndexSpec> written) {
        List<IndexSpec> kept = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            IndexSpec index = written.get(i);
            boolean superfluous = false;
            if (index.kind() == IndexSpec.Kind.GENERATED) {
                for (int j = 0; j < written.size() && !superfluous; j++) {
                    IndexSpec other = written.get(j);
                    boolean candidate = other.kind() != IndexSpec.Kind.SPECIAL
                            && (other.kind() != IndexSpec.Kind.GENERATED
                                    || j < i
                                    || other.parts().size() > index.parts().size());
                    superfluous = j != i && candidate && beginsWith(other, index);
                }
            }
            if (!superfluous) {
                kept.add(index);
            }
        }
        return kept;
    }

    private static boolean beginsWith(IndexSpec longer, IndexSpec shorter) {
        if (longer.parts().size() < shorter.parts().size()) {
            return false;
        }
        for (int i = 0; i < shorter.parts().size(); i++) {
            Optional<String> one = longer.parts().get(i).column().map(IndexSpec::fold);
            if (one.isEmpty() || !one.equals(shorter.parts().get(i).column().map(IndexSpec::fold))) {
                return false;
            }
        }
        return true;
    }

    private static String freeName(IndexSpec index, List<IndexSpec> taken) {
        String first = index.parts().get(0).column().orElse("functional_index");
        String name = first;
        for (int i = 2; isTaken(name, taken); i++) {
            name = first + "_" + i;
        }
        return name;
    }

    private static boolean isTaken(String name, List<IndexSpec> taken) {
        return name.equalsIgnoreCase(IndexSpec.PRIMARY) || taken.stream().anyMatch(index -> index.named(name));
    }

    /** A plain index covers what fits of a column that is too long for it, unless the session is strict. */
    private static IndexSpec.Part cut(IndexSpec.Part part, List<Column> columns, KeyLengths lengths) {
        return find(columns, part)
                .flatMap(column -> lengths.cut(part, column))
                .map(prefix -> new IndexSpec.Part(part.column(), OptionalInt.of(prefix)))
                .orElse(part);
    }

    /** The part in the column's spelling; a prefix as long as the column is none. */
    private static IndexSpec.Part spelled(IndexSpec.Part part, List<Column> columns) {
        if (part.column().isEmpty()) {
            return part;
        }
        Optional<Column> column = columns.stream()
                .filter(c -> same(c.name(), part.column().get()))
                .findFirst();
        boolean whole = column.map(c -> wholeBy(c, part.prefix())).orElse(false);
        OptionalInt prefix = whole ? OptionalInt.empty() : part.prefix();
        if (column.isPresent() && column.get().type() == ColumnType.POINT) {
            prefix = OptionalInt.of(BYTES_OF_POINT);
        }
        return new IndexSpec.Part(column.map(Column::name).or(part::column), prefix);
    }

    private static boolean wholeBy(Column column, OptionalInt prefix) {
        if (prefix.isEmpty()) {
            return true;
        }
        return switch (column.type()) {
            case BIT -> true;
            case CHAR, BINARY -> prefix.getAsInt() >= column.length().orElse(1);
            case VARCHAR, VARBINARY -> prefix.getAsInt() >= column.length().orElse(Integer.MAX_VALUE);
            default ->
                column.type().family() != ColumnType.Family.TEXT
                        && column.type().family() != ColumnType.Family.BYTES
                        && column.type().family() != ColumnType.Family.SPATIAL;
        };
    }

    static boolean same(String one, String other) {
        return IndexSpec.fold(one).equals(IndexSpec.fold(other));
    }
}
