// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.table.TableId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The target's names for the source's, by {@link MappingOptions}. Used by one thread. */
final class TableMapping {
    private final MappingOptions options;
    private final Set<String> sharedTargets;
    private final Map<TableId, MappedTable> tables = new HashMap<>();

    TableMapping(MappingOptions options) {
        this.options = options;
        this.sharedTargets = sharedTargets(options.rules());
    }

    /** Returns the targets that several entries have. */
    private static Set<String> sharedTargets(List<MappingRule> rules) {
        Set<String> once = new HashSet<>();
        Set<String> shared = new HashSet<>();
        for (MappingRule rule : rules) {
            String target = rule.isForColumns() ? "" : key(rule);
            if (!target.isEmpty() && !target.contains("$") && !once.add(target)) {
                shared.add(target);
            }
        }
        return shared;
    }

    private static String key(MappingRule rule) {
        return String.join(".", rule.target()).toLowerCase(Locale.ROOT);
    }

    /** Tells whether all names stay what they are, and no table is merged. */
    boolean isEmpty() {
        return options.rules().isEmpty() && options.merged().isEmpty();
    }

    MappedTable table(TableId source) {
        MappedTable known = tables.get(source);
        if (known == null) {
            known = find(source);
            tables.put(source, known);
        }
        return known;
    }

    private MappedTable find(TableId source) {
        List<MappingRule> matching = options.rules().stream()
                .filter(rule -> rule.matches(source.database(), source.table()))
                .toList();
        Optional<MappingRule> rule =
                matching.stream().filter(r -> !r.isForColumns()).findFirst();
        TableId target = rule.map(r -> new TableId(
                        r.databaseOf(source.database(), source.table()), r.tableOf(source.database(), source.table())))
                .orElse(source);
        return new MappedTable(
                source,
                target,
                matching.stream().filter(MappingRule::isForColumns).toList(),
                rule.map(this::merges).orElse(false) || options.isMerged(target));
    }

    private boolean merges(MappingRule rule) {
        return rule.merges() || sharedTargets.contains(key(rule));
    }

    private Optional<MappingRule> databaseRule(String source) {
        return options.rules().stream()
                .filter(MappingRule::isForDatabases)
                .filter(rule -> rule.matchesDatabase(source))
                .findFirst();
    }

    /** Returns the target's database for a whole one of the source. */
    String database(String source) {
        return databaseRule(source).map(rule -> rule.databaseOf(source)).orElse(source);
    }

    /** Tells whether several of the source's databases are this one on the target. */
    boolean isMergedDatabase(String source) {
        return databaseRule(source).map(this::merges).orElse(false);
    }

    /** Tells whether single tables of the source's database may have another place on the target than the database. */
    boolean scatters(String source) {
        return options.rules().stream()
                .filter(rule -> !rule.isForColumns() && !rule.isForDatabases())
                .filter(rule -> rule.matchesDatabase(source))
                .anyMatch(rule -> !rule.target().get(0).equals(database(source)));
    }
}
