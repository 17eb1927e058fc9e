// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * Doubles of JSON documents as SQL literals. Servers up to 8.0 read a double of many digits or of a great exponent out of
 * a document's text one bit too high or too low now and then, but never out of a statement.
 */
final class JsonDoubles {
    /** Any integer of so many digits is a double. */
    private static final int EXACT_DIGITS = 15;

    /** The greatest power of ten that is a double. */
    private static final int EXACT_POWER = 22;

    private JsonDoubles() {}

    /** Returns such a double as a literal, empty where every server reads the text rightly. */
    static Optional<String> literal(String number) {
        boolean exponent = number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
        return (exponent || number.indexOf('.') >= 0) && mayBeMisread(new BigDecimal(number))
                ? Optional.of(exponent ? number : number + "e0")
                : Optional.empty();
    }

    private static boolean mayBeMisread(BigDecimal number) {
        return number.precision() > EXACT_DIGITS || Math.abs(number.scale()) > EXACT_POWER;
    }
}
