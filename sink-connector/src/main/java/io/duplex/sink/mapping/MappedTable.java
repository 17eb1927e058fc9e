// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.TableId;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;

/** What one of the source's tables is on the target. Used by one thread. */
final class MappedTable {
    /** A table's schemas are few; each change of a table makes another one. */
    private static final int MOST_SCHEMAS = 100;

    private final TableId source;
    private final TableId target;
    private final List<MappingRule> columns;
    private final boolean merged;
    private final IdentityHashMap<List<String>, DecodedImage.Renaming> renamings = new IdentityHashMap<>();

    /**
     * A table.
     *
     * @param columns the entries for its columns, the first that matches counts
     * @param merged whether others are the same table on the target
     */
    MappedTable(TableId source, TableId target, List<MappingRule> columns, boolean merged) {
        this.source = source;
        this.target = target;
        this.columns = List.copyOf(columns);
        this.merged = merged;
    }

    TableId source() {
        return source;
    }

    TableId target() {
        return target;
    }

    boolean isMerged() {
        return merged;
    }

    boolean isRenamed() {
        return !source.equals(target);
    }

    boolean mapsColumns() {
        return !columns.isEmpty();
    }

    /** Tells whether the table has the source's names, and is nobody else's. */
    boolean isPlain() {
        return !isRenamed() && !mapsColumns() && !merged;
    }

    /** Returns the column's name on the target, nothing when it is left out. */
    Optional<String> column(String name) {
        for (MappingRule rule : columns) {
            if (rule.matchesColumn(name)) {
                return rule.columnOf(name);
            }
        }
        return Optional.of(name);
    }

    /** Returns the change with the target's names. */
    DecodedChange of(DecodedChange change) {
        if (columns.isEmpty()) {
            return isRenamed() ? change.in(target, change.before(), change.after()) : change;
        }
        return change.in(
                target, change.before().map(this::renamed), change.after().map(this::renamed));
    }

    private DecodedImage renamed(DecodedImage image) {
        DecodedImage.Renaming renaming = renamings.get(image.columns());
        if (renaming == null) {
            if (renamings.size() >= MOST_SCHEMAS) {
                renamings.clear();
            }
            renaming = DecodedImage.Renaming.of(image.columns(), this::column);
            requireDistinct(renaming);
            renamings.put(image.columns(), renaming);
        }
        return image.renamed(renaming);
    }

    private void requireDistinct(DecodedImage.Renaming renaming) {
        Set<String> names = new HashSet<>();
        for (String name : renaming.columns()) {
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw new DataException("Two columns of table " + source + " become " + name + " by "
                        + MappingOptions.MAPPING + ". Give one of them another name, or leave it out with "
                        + source + ".<column>: (nothing behind the colon).");
            }
        }
    }
}
