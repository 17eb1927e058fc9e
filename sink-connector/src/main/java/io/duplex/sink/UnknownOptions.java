// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.mapping.RowFilterOptions;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Finds options that neither the connector nor Connect knows: a misspelt option must not count as not given. */
final class UnknownOptions {
    private static final Set<String> CONNECT = Set.of(
            "name",
            "connector.class",
            "connector.plugin.version",
            "task.class",
            "tasks.max",
            "tasks.max.enforce",
            "topics",
            "topics.regex",
            "header.converter",
            "key.converter",
            "value.converter",
            "config.action.reload",
            "transforms",
            "predicates");
    private static final List<String> CONNECT_PREFIXES = List.of(
            "consumer.override.",
            "producer.override.",
            "admin.override.",
            "errors.",
            "transforms.",
            "predicates.",
            "header.converter.",
            "key.converter.",
            "value.converter.");

    private UnknownOptions() {}

    static boolean isUnknown(String option, Set<String> known) {
        return !known.contains(option)
                && !ConflictOptions.isOfTable(option)
                && !RowFilterOptions.isFilter(option)
                && !CONNECT.contains(option)
                && CONNECT_PREFIXES.stream().noneMatch(option::startsWith);
    }

    /** Returns what to tell the user about the option. */
    static String message(String option, Collection<String> known) {
        if (option.startsWith(RowFilterOptions.PREFIX)) {
            return "Option " + option + " is not known. A row filter's name is " + RowFilterOptions.PREFIX
                    + "<database>.<table>, with the target's names; correct the name or remove the option.";
        }
        String nearest = known.stream()
                .min(Comparator.comparingInt((String name) -> distance(option, name))
                        .thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
        return "Option " + option + " is not known. The nearest known option is " + nearest
                + "; correct the name or remove the option.";
    }

    /** Levenshtein's distance: how many letters are added, removed or changed. */
    static int distance(String left, String right) {
        String from = left.toLowerCase(Locale.ROOT);
        String to = right.toLowerCase(Locale.ROOT);
        int[] previous = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(changed, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
