// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who wins a conflict. */
public enum Resolution {
    /** Nobody: the task stops. */
    ERROR,
    /** The change that comes in. */
    SOURCE,
    /** The rows that are there. */
    TARGET,
    /** The row with the higher version; where there is none, as {@link #PRIORITY}. */
    LATEST,
    /** The site with the lower id. */
    PRIORITY;

    /** Returns the name in options and in the table of conflicts. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Resolution> parse(String text) {
        return Arrays.stream(values())
                .filter(resolution -> resolution.value().equalsIgnoreCase(text.trim()))
                .findFirst();
    }

    static String[] texts() {
        return Arrays.stream(values()).map(Resolution::value).toArray(String[]::new);
    }
}
