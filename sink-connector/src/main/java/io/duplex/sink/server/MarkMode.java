// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import java.util.Arrays;
import java.util.Locale;

/** {@code origin.mark.mode}: what tells replicated transactions in the target's binlog. */
public enum MarkMode {
    /** Variables of the session, and Duplex's own tables. */
    SESSION,
    /** That, and the origin's GTID, under which the target commits. */
    GTID;

    static String[] names() {
        return Arrays.stream(values()).map(MarkMode::value).toArray(String[]::new);
    }

    static MarkMode parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    /** Returns the option's value. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
