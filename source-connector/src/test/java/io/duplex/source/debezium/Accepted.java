// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
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

    /** Fields of the tables app.decimals, app.integers and app.texts. */
    private static final Pattern DEFINED_ANEW = Pattern.compile("value( schema)?[.](before|after)[.](re|re92|b|bo|bd)");

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

    /** An incremental snapshot of Debezium's reads an invisible key as 0, and then no further row. */
    private static boolean invisibleKey(Difference difference) {
        return difference.record().startsWith("a.app.gipk ")
                && difference.record().contains("op=r");
    }

    /** A blocking snapshot of Debezium's takes the definitions from the server, which says no REAL and no BOOLEAN, and defaults otherwise. */
    private static boolean definedAnew(Difference difference) {
        return difference.record().contains("op=r")
                && DEFINED_ANEW.matcher(difference.path()).matches();
    }

    static Result divide(Comparison comparison) {
        return divide(comparison, Workload.of("", MySqlVersion.V8_0));
    }

    /** Divides what was compared in this case. */
    static Result divide(Comparison comparison, Workload workload) {
        boolean followed = "debezium".equals(workload.options().get("value.fidelity"));
        Predicate<Difference> ofCopy = switch (workload.copied()) {
            case NOT -> difference -> false;
            case INCREMENTAL, READ_ONLY -> Accepted::invisibleKey;
            case BLOCKING -> Accepted::definedAnew;
        };
        List<String> accepted = TABLES.stream()
                .filter(table -> !followed || !FOLLOWED.contains(table))
                .toList();
        List<Difference> rest = comparison.differences().stream()
                .filter(difference -> accepted.stream().noneMatch(difference.record()::contains))
                .filter(difference -> !binaryJson(difference) && !julian(difference) && !ofCopy.test(difference))
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
