// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Something about the servers of several sites that makes it unsafe to write at more than one of them.
 *
 * @param message what is set so, what comes of it, and the statements that mend it
 */
public record SiteRisk(Kind kind, String message) {
    /** Option of both connectors with the kinds that are accepted knowingly. */
    public static final String ACCEPTED = "site.risks.accept";

    /** What may be unsafe. */
    public enum Kind {
        /** Two sites are one server, or copies of one that still has its UUID. Cannot be accepted. */
        SAME_SERVER,
        /** Rows that sites insert get the same numbers. */
        AUTO_INCREMENT,
        /** What is one table here are two there. */
        TABLE_NAMES,
        /** Native replication drops what comes from a server with its own number. */
        SERVER_ID;

        /** Returns how the option calls it. */
        public String value() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Returns what the option may name. */
        public static List<String> acceptable() {
            return Arrays.stream(values())
                    .filter(kind -> kind != SAME_SERVER)
                    .map(Kind::value)
                    .toList();
        }
    }

    /** Returns the message with the way to accept it, where there is one. */
    public String refusal() {
        return kind == Kind.SAME_SERVER
                ? message
                : message + " To accept it knowingly: " + ACCEPTED + "=" + kind.value() + ".";
    }
}
