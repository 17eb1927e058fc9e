// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.util.Set;
import java.util.stream.Stream;

/** Debezium's options that hide values: without effect they must not stay, as the values would travel in the clear. */
final class RefusedOptions {
    private static final Set<String> NAMES =
            Set.of("column.exclude.list", "column.include.list", "column.blacklist", "column.whitelist");

    private RefusedOptions() {}

    static boolean isRefused(String option) {
        return NAMES.contains(option)
                || Stream.of("column.mask.", "column.truncate.").anyMatch(option::startsWith);
    }

    /** Returns what to tell the user about the option. */
    static String message(String option) {
        return "Option " + option + " is not supported: the columns that it is to hide would reach Kafka with their"
                + " values as they are. Leave their tables out with table.exclude.list, or remove the option if the"
                + " values may be seen.";
    }
}
