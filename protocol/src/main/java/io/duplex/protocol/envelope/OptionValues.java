// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Reads the closed set of values that an option has. */
final class OptionValues {
    private OptionValues() {}

    static <T> T parse(String option, String text, T[] values, Function<T, String> spelling) {
        for (T value : values) {
            if (spelling.apply(value).equalsIgnoreCase(text.trim())) {
                return value;
            }
        }
        throw new IllegalArgumentException("Unknown value '" + text + "' of " + option + "; use one of "
                + Arrays.stream(values).map(spelling).collect(Collectors.joining(", ")));
    }
}
