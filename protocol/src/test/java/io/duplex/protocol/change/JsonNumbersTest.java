// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
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
        "-0.0, -0.0"
    })
    void theFewestDigitsArePrinted(double value, String text) {
        assertThat(JsonNumbers.text(value)).isEqualTo(text);
        assertThat(JsonNumbers.isDecimal(text)).isFalse();
    }
}
