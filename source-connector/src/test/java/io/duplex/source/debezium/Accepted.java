// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import java.util.List;
import java.util.function.Predicate;

/** The differences that are meant: {@code docs/debezium-compatibility.md} tells each. */
final class Accepted {
    /**
     * One documented deviation.
     *
     * @param name its heading in the document
     * @param covers which differences it explains
     */
    private record Deviation(String name, Predicate<Difference> covers) {}

    private static final List<Deviation> DEVIATIONS = List.of();

    private Accepted() {}

    /**
     * A comparison without the documented deviations.
     *
     * @param deviations how many there were
     */
    record Result(Comparison rest, long deviations) {}

    static Result divide(Comparison comparison) {
        List<Difference> rest = comparison.differences().stream()
                .filter(difference -> DEVIATIONS.stream()
                        .noneMatch(deviation -> deviation.covers().test(difference)))
                .toList();
        return new Result(
                new Comparison(comparison.compared(), rest, comparison.orders(), comparison.offsets()),
                comparison.differences().size() - rest.size());
    }
}
