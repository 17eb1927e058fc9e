// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Entries of {@code table.mapping} that cannot all be meant, as far as names that are no expressions tell. */
final class MappingContradictions {
    private MappingContradictions() {}

    /**
     * Refuses entries that earlier ones hide, and columns that would become one.
     *
     * @throws IllegalArgumentException naming the entries and the remedy
     */
    static void refuse(List<MappingRule> rules) {
        Map<String, MappingRule> columns = new HashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            MappingRule rule = rules.get(i);
            if (!rule.isLiteral()) {
                continue;
            }
            for (MappingRule earlier : rules.subList(0, i)) {
                if (hides(earlier, rule)) {
                    throw new IllegalArgumentException("'" + text(rule) + "' would never be used, because '"
                            + text(earlier) + "' stands before it and matches the same. Put it first, or remove one.");
                }
            }
            if (rule.isForColumns()) {
                refuseSameName(rule, columns);
            }
        }
    }

    private static boolean hides(MappingRule earlier, MappingRule rule) {
        List<String> parts = rule.parts();
        if (earlier.isForColumns() != rule.isForColumns()) {
            return false;
        }
        if (rule.isForDatabases()) {
            return earlier.isForDatabases() && earlier.matchesDatabase(parts.get(0));
        }
        return earlier.matches(parts.get(0), parts.get(1))
                && (!rule.isForColumns() || earlier.matchesColumn(parts.get(2)));
    }

    private static void refuseSameName(MappingRule rule, Map<String, MappingRule> columns) {
        String name = rule.target().get(0);
        if (name.isEmpty() || name.contains("*") || name.contains("$")) {
            return;
        }
        List<String> parts = rule.parts();
        String key = String.join(".", parts.get(0), parts.get(1), name).toLowerCase(Locale.ROOT);
        MappingRule other = columns.put(key, rule);
        if (other != null) {
            throw new IllegalArgumentException(
                    "'" + text(other) + "' and '" + text(rule)
                            + "' make one column of two. Give one another name, or leave it out with nothing behind the colon.");
        }
    }

    private static String text(MappingRule rule) {
        return rule.source() + ":" + String.join(".", rule.target());
    }
}
