// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import java.util.OptionalInt;

/**
 * The mark that the sink's session leaves in every Query event of the target's binlog: an implausible
 * {@code auto_increment_increment}, and the origin's site in {@code auto_increment_offset}.
 *
 * <p>MySQL writes the pair into the status variables ({@code Q_AUTO_INCREMENT}) of the BEGIN of a row transaction and
 * of every DDL, also of those whose text it rewrites, any user may set it, and a native replica logs it again
 * unchanged. A user's session could hold the same pair by chance, so the pair alone never decides: a row transaction
 * must also change {@link MetadataTables#APPLIED_TRANSACTION} first, and a DDL must follow its row in
 * {@link MetadataTables#DDL_INTENT}.
 */
public final class OriginMark {
    /** Value of {@code auto_increment_increment} in the sink's sessions. */
    public static final int INCREMENT = 64_937;

    /** Highest {@code site.id}: the range of {@code auto_increment_offset}. */
    public static final int MAX_SITE = 65_535;

    private OriginMark() {}

    /**
     * Returns the statement that marks what the session commits from now on.
     *
     * @param originSite 1..65535
     */
    public static String statement(int originSite) {
        if (originSite < 1 || originSite > MAX_SITE) {
            throw new IllegalArgumentException("site.id must be 1.." + MAX_SITE + ", not " + originSite);
        }
        return "SET SESSION auto_increment_increment=" + INCREMENT + ", SESSION auto_increment_offset=" + originSite;
    }

    /**
     * Returns the origin's site when a Query event carries the mark's pair.
     *
     * @param increment the event's {@code auto_increment_increment}, 1 when it has none
     * @param offset the event's {@code auto_increment_offset}, 1 when it has none
     */
    public static OptionalInt site(int increment, int offset) {
        return increment == INCREMENT ? OptionalInt.of(offset) : OptionalInt.empty();
    }
}
