// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import static io.duplex.protocol.filter.FilterTables.ORDERS;
import static io.duplex.protocol.filter.FilterTables.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What servers answer is compared in {@code RowFilterIT}; these are cases worth reading, and laws. */
class RowFilterTest {
    private static Optional<Boolean> truth(String expression, @org.jspecify.annotations.Nullable Long n, String name) {
        return RowFilter.compile(expression, ORDERS).truth(row(n, name));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "name = 'EU' | true",
                "name = 'eu ' | true",
                "code = 'ab' | false",
                "code = 'Ab' | true",
                "name = \"eu\" | true",
                "name LIKE 'E_' AND NOT name LIKE '%x' | true",
                "total = 12.5 | true",
                "total * 2 = 25 | true",
                "n + 1 = 4 AND n <> 4 | true",
                "n DIV 2 = 1 | true",
                "n BETWEEN 1 AND 2 OR n IN (3, NULL) | true",
                "at >= '2024-02-29' AND at < TIMESTAMP'2024-02-29 01:02:03.456790' | true",
                "DATEDIFF(at, DATE'2024-02-28') = 1 | true",
                "YEAR(at + INTERVAL 1 YEAR) = 2025 | true",
                "at = DATE(at) | false",
                "kind = 'a\\\\b' | true",
                "kind = 2 | true",
                "orders.n = 3 AND shop.orders.`n` = 3 | true",
                "CASE WHEN n > 2 THEN name = 'eu' ELSE n = 1 END | true",
                "CRC32(id) = 1790921346 | true",
                "n IS NULL | false"
            })
    void anExpressionIsTrueOrNot(String expression, boolean expected) {
        assertThat(truth(expression, 3L, "eu")).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"n = 1", "n <> 1", "NOT (n > 1)", "n IN (1, 2)", "n = 1 OR id = 1", "n + 1 > 0", "n MOD 0 = 1"})
    void nothingKnownIsNothingThatPasses(String expression) {
        assertThat(truth(expression, null, "eu")).isEmpty();
        assertThat(RowFilter.compile(expression, ORDERS).accepts(row(null, "eu")))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "n = | no single expression",
                "n = 1 OR | expression",
                "missing = 1 | no such column",
                "other.n = 1 | only columns of table shop.orders",
                "n = RAND() | RAND",
                "n IN (SELECT 1) | subqueries",
                "n = 1 -- all | comments",
                "name REGEXP 'e' | use LIKE",
                "f(n) = 1 | F is not deterministic",
            })
    void whatCannotBeEvaluatedIsRefusedWithThePart(String expression, String message) {
        assertThatThrownBy(() -> RowFilter.compile(expression, ORDERS))
                .isInstanceOf(FilterRefusedException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"u - 6 > 0", "id + 9223372036854775807 > 0"})
    void aNumberOutOfRangeFailsAsInMySql(String expression) {
        RowFilter filter = RowFilter.compile(expression, ORDERS);
        assertThatThrownBy(() -> filter.truth(row(1L, "a"))).isInstanceOf(FilterEvaluationException.class);
    }

    @Property
    void aConditionAndItsOppositeNeverBothPass(@ForAll long n, @ForAll("conditions") String condition) {
        Optional<Boolean> truth = truth(condition, n, "eu");
        assertThat(truth("NOT (" + condition + ")", n, "eu")).isEqualTo(truth.map(value -> !value));
        assertThat(truth("(" + condition + ") IS TRUE", n, "eu")).contains(truth.orElse(false));
    }

    @Provide
    Arbitrary<String> conditions() {
        return Arbitraries.of("n > 0", "n % 3 = 1", "n BETWEEN -100 AND 100", "n IN (1, NULL)", "n & 1", "total > n");
    }

    @Property
    void aTextEqualsItselfAndItsUpperCase(@ForAll @StringLength(max = 12) String text) {
        String name = text.replaceAll("[^a-zA-Z0-9 ]", "");
        assertThat(truth("name = '" + name + "'", 1L, name)).contains(true);
        assertThat(truth("name = UPPER(name)", 1L, name)).contains(true);
        assertThat(truth("name LIKE '" + name + "'", 1L, name)).contains(true);
        assertThat(truth("CHAR_LENGTH(name) = " + name.length(), 1L, name)).contains(true);
    }

    @Property
    void orderIsTotal(@ForAll long n, @ForAll long other) {
        int smaller = truth("n < " + other, n, "a").orElseThrow() ? 1 : 0;
        int greater = truth("n > " + other, n, "a").orElseThrow() ? 1 : 0;
        int equal = truth("n = " + other, n, "a").orElseThrow() ? 1 : 0;
        assertThat(smaller + greater + equal).isEqualTo(1);
        assertThat(smaller == 1).isEqualTo(n < other);
    }
}
