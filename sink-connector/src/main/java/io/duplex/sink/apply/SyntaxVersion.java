// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What SQL the target understands.
 *
 * @param rowAlias whether INSERT may name the row that it stores, which deprecates the function VALUES; since 8.0.19
 */
record SyntaxVersion(boolean rowAlias) {
    private static final Pattern NUMBERS = Pattern.compile("^(\\d+)\\.(\\d+)\\.(\\d+)");
    private static final long FIRST_WITH_ALIAS = 8_000_019;

    /** Reads the server's {@code version}. */
    static SyntaxVersion of(String version) {
        Matcher numbers = NUMBERS.matcher(version);
        boolean mariaDb = version.contains("MariaDB");
        return new SyntaxVersion(numbers.find() && !mariaDb && number(numbers) >= FIRST_WITH_ALIAS);
    }

    private static long number(Matcher numbers) {
        return Long.parseLong(numbers.group(1)) * 1_000_000
                + Long.parseLong(numbers.group(2)) * 1000
                + Long.parseLong(numbers.group(3));
    }
}
