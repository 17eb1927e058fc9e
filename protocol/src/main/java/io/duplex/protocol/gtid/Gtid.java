// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.gtid;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Global identifier of one transaction: {@code uuid:number}, or {@code uuid:tag:number} from MySQL 8.3 on.
 *
 * @param source the UUID of the server that made it, with the tag where there is one
 * @param number 1..2^63-2
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/replication-gtids-concepts.html">GTID format</a>
 */
public record Gtid(Source source, long number) {

    public Gtid {
        if (number < 1 || number == Long.MAX_VALUE) {
            throw new IllegalArgumentException("GTID number out of range: " + source + ":" + number);
        }
    }

    /**
     * What numbers transactions: a server's UUID in lower case, and a tag in lower case or empty.
     *
     * @param uuid 36 characters
     * @param tag 1..32 characters {@code [a-z_][a-z0-9_]*}, or empty
     */
    public record Source(String uuid, String tag) implements Comparable<Source> {
        private static final Pattern TAG = Pattern.compile("[a-z_][a-z0-9_]{0,31}");

        public Source {
            uuid = normalUuid(uuid);
            tag = tag.toLowerCase(Locale.ROOT);
            if (!tag.isEmpty() && !isTag(tag)) {
                throw new IllegalArgumentException("Not a GTID tag: '" + tag + "'");
            }
        }

        static boolean isTag(String text) {
            return TAG.matcher(text.toLowerCase(Locale.ROOT)).matches();
        }

        private static String normalUuid(String text) {
            String lower = text.toLowerCase(Locale.ROOT);
            if (lower.length() != 36) {
                throw new IllegalArgumentException("Not a server UUID: '" + text + "'");
            }
            return UUID.fromString(lower).toString();
        }

        @Override
        public int compareTo(Source other) {
            int byUuid = uuid.compareTo(other.uuid);
            return byUuid != 0 ? byUuid : tag.compareTo(other.tag);
        }

        /** Returns {@code uuid} or {@code uuid:tag}. */
        @Override
        public String toString() {
            return tag.isEmpty() ? uuid : uuid + ":" + tag;
        }
    }

    /** Returns an untagged GTID. */
    public static Gtid of(String uuid, long number) {
        return new Gtid(new Source(uuid, ""), number);
    }

    /**
     * Reads {@code uuid:number} or {@code uuid:tag:number}.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static Gtid parse(String text) {
        String[] parts = text.trim().split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException("Not a GTID: '" + text + "'");
        }
        try {
            long number = Long.parseLong(parts[parts.length - 1].trim());
            return new Gtid(new Source(parts[0].trim(), parts.length == 3 ? parts[1].trim() : ""), number);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("Not a GTID: '" + text + "'", notANumber);
        }
    }

    /** Returns {@link #parse} of the text, or empty when it is no GTID. */
    public static Optional<Gtid> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException notAGtid) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return source + ":" + number;
    }
}
