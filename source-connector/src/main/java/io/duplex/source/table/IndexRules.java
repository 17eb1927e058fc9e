// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the server makes of a table's indexes: names for the nameless, no superfluous ones, NOT NULL primary keys. */
final class IndexRules {
    /** A plain index over points covers them as bytes. */
    private static final int BYTES_OF_POINT = 25;

    private IndexRules() {}

    /** Returns the indexes as the server stores them, in the order of definition. */
    static List<IndexSpec> settle(List<IndexSpec> written, List<Column> columns) {
        List<IndexSpec> settled = new ArrayList<>();
        for (IndexSpec index : withoutSuperfluous(written)) {
            IndexSpec whole = index.withParts(
                    index.parts().stream().map(part -> spelled(part, columns)).toList());
            settled.add(whole.name().isPresent() ? whole : whole.withName(freeName(whole, settled)));
        }
        return settled;
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

    private static boolean covers(IndexSpec index, Column column) {
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
        if (prefix.isEmpty() && column.isPresent() && column.get().type() == ColumnType.POINT) {
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
