// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The differences that are meant. Each is shown by a table of its own in the scripts, whose name begins so; whatever
 * differs in another table is a failure. {@code docs/debezium-compatibility.md} tells why each is there.
 */
final class Accepted {
    static final List<String> TABLES = List.of(
            "deviates_float",
            "deviates_label",
            "deviates_type",
            "deviates_json",
            "deviates_year",
            "deviates_backtick",
            "deviates_index",
            "deviates_key",
            "deviates_charset",
            "deviates_koi8u");

    /** Milliseconds, before the calendar was changed in 1582. */
    private static final Pattern JULIAN = Pattern.compile("-\\d{14,17} -\\d{14,17}");

    /** What is followed with {@code value.fidelity=debezium}. */
    private static final Set<String> FOLLOWED = Set.of("deviates_float", "deviates_json", "deviates_year");

    private Accepted() {}

    /**
     * A comparison without the documented deviations.
     *
     * @param deviations how many there were
     */
    record Result(Comparison rest, long deviations) {}

    /** A converter gets a streamed JSON document as text; Debezium hands it MySQL's binary form. */
    private static boolean binaryJson(Difference difference) {
        return difference.record().startsWith("a.app.jsons")
                && difference.debezium().startsWith("byte[] ");
    }

    /** In a snapshot Debezium's ZeroDateFallbackConverter moves dates of the Julian calendar; days are whole. */
    private static boolean julian(Difference difference) {
        if (!difference.record().startsWith("a.app.zero ")
                || !difference.path().matches("value[.]after[.]dtd?")
                || !JULIAN.matcher(difference.debezium() + " " + difference.duplex())
                        .matches()) {
            return false;
        }
        long moved = Long.parseLong(difference.debezium()) - Long.parseLong(difference.duplex());
        return moved % 86_400_000 == 0;
    }

    static Result divide(Comparison comparison) {
        return divide(comparison, false);
    }

    /** Divides what was compared with {@code value.fidelity=debezium}, or without. */
    static Result divide(Comparison comparison, boolean followed) {
        List<String> accepted = TABLES.stream()
                .filter(table -> !followed || !FOLLOWED.contains(table))
                .toList();
        List<Difference> rest = comparison.differences().stream()
                .filter(difference -> accepted.stream().noneMatch(difference.record()::contains))
                .filter(difference -> !binaryJson(difference) && !julian(difference))
                .toList();
        return new Result(
                new Comparison(comparison.compared(), rest, comparison.offsets()),
                comparison.differences().stream()
                                .map(Difference::record)
                                .distinct()
                                .count()
                        - rest.stream().map(Difference::record).distinct().count());
    }
}
