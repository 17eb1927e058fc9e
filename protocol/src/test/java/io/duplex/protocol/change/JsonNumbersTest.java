// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Doubles in JSON look as the server prints them. */
class JsonNumbersTest {

    @Property(tries = 2_000)
    void theTextMakesTheSameDoubleAgain(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);
        Assume.that(Double.isFinite(value));

        assertThat(Double.parseDouble(JsonNumbers.text(value))).isEqualTo(value);
    }

    @Property(tries = 2_000)
    void aDecimalOfFifteenDigitsIsPrintedAsItWas(
            @ForAll @LongRange(max = 999_999_999_999_999L) long digits, @ForAll @IntRange(max = 29) int scale) {
        BigDecimal decimal = BigDecimal.valueOf(digits, scale);

        String text = JsonNumbers.text(decimal.doubleValue());

        assertThat(new BigDecimal(text)).isEqualByComparingTo(decimal);
        assertThat(text).doesNotContainPattern("[.][0-9]+0(e|$)");
    }

    @ParameterizedTest
    @CsvSource({
        "1.0, 1.0",
        "-2.5, -2.5",
        "1e14, 100000000000000.0",
        "1e15, 1e15",
        "1774987116731670.2, 1774987116731670.2",
        "9007199254740992, 9.007199254740992e15",
        "1e23, 1e23",
        "2e-3, 0.002",
        "1e-15, 0.000000000000001",
        "1e-16, 1e-16",
        "4.9e-324, 5e-324",
        "1.7976931348623157e308, 1.7976931348623157e308",
        "0.1, 0.1",
        "0.001, 0.001",
        "9999999.0, 9999999.0",
        "1e7, 10000000.0",
        "-123456.7890625, -123456.7890625",
        "-0.0, -0.0"
    })
    void theFewestDigitsArePrinted(double value, String text) {
        assertThat(JsonNumbers.text(value)).isEqualTo(text);
        assertThat(JsonNumbers.isDecimal(text)).isFalse();
    }
}
