// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.table.TableId;
import java.util.function.Predicate;

/** Which of the target's tables may be written, by the names that they have there. Used by one thread. */
public final class WrittenTables implements Predicate<TableId> {
    private final MappingOptions options;
    private final TableMapping mapping;
    private final Predicate<TableId> selects;

    /**
     * Knows no table yet.
     *
     * @param selects tells of the source's tables which are written
     */
    public WrittenTables(MappingOptions options, Predicate<TableId> selects) {
        this.options = options;
        this.mapping = new TableMapping(options);
        this.selects = selects;
    }

    /** A table whose name at the source the mapping does not tell may be written. */
    @Override
    public boolean test(TableId target) {
        return isMadeOf(target, target)
                || options.rules().stream()
                        .filter(rule -> rule.mayMake(target))
                        .anyMatch(rule -> rule.sourceOf(target)
                                .map(source -> isMadeOf(source, target))
                                .orElse(true));
    }

    private boolean isMadeOf(TableId source, TableId target) {
        return selects.test(source) && mapping.table(source).target().toString().equalsIgnoreCase(target.toString());
    }
}
