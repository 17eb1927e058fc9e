// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import java.util.ArrayList;
import java.util.List;

/**
 * A part of a table in the order of its key, as the server orders it.
 *
 * @param after literals ({@link KeyLiterals}) of the key behind which it begins, empty when it begins with the table
 * @param upTo literals of its last key, empty when it ends with the table
 */
public record KeyRange(List<String> after, List<String> upTo) {
    /** The whole table. */
    public static final KeyRange ALL = new KeyRange(List.of(), List.of());

    public KeyRange {
        after = List.copyOf(after);
        upTo = List.copyOf(upTo);
    }

    /** Returns what follows a key. */
    public static KeyRange after(List<String> key) {
        return new KeyRange(key, List.of());
    }

    /**
     * Returns the condition of these quoted key columns, empty when there is none. Not as a comparison of rows, for
     * which servers before 8.0 read the whole index.
     */
    List<String> conditions(List<String> columns) {
        List<String> conditions = new ArrayList<>(2);
        if (!after.isEmpty()) {
            conditions.add(compared(columns, after, ">", ">"));
        }
        if (!upTo.isEmpty()) {
            conditions.add(compared(columns, upTo, "<", "<="));
        }
        return conditions;
    }

    /** {@code (a < 1) OR (a = 1 AND b <= 2)}, behind {@code a <= 1}, from which the server knows where to read. */
    private static String compared(List<String> columns, List<String> key, String strictly, String last) {
        StringBuilder text = new StringBuilder();
        if (columns.size() > 1) {
            text.append(columns.get(0))
                    .append(' ')
                    .append(strictly)
                    .append("= ")
                    .append(key.get(0));
            text.append(" AND (");
        }
        for (int i = 0; i < columns.size(); i++) {
            text.append(i == 0 ? "(" : " OR (");
            for (int j = 0; j < i; j++) {
                text.append(columns.get(j)).append(" = ").append(key.get(j)).append(" AND ");
            }
            boolean isLast = i == columns.size() - 1;
            text.append(columns.get(i)).append(' ').append(isLast ? last : strictly);
            text.append(' ').append(key.get(i)).append(')');
        }
        return columns.size() > 1 ? text.append(')').toString() : text.toString();
    }
}
