// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.origin;

import io.duplex.protocol.gtid.Gtid;

/**
 * Where a transaction was first committed by a user.
 *
 * @param site the site's id, 0 when the source has none configured
 * @param gtid the transaction's GTID there
 */
public record Origin(int site, Gtid gtid) {
    private static final String NO_SERVER = "00000000-0000-0000-0000-000000000000";

    /** Returns what stands for the origin of a copied part of this number, which no server has given a GTID. */
    public static Origin ofCopy(int site, long number) {
        return new Origin(site, Gtid.of(NO_SERVER, Math.max(1, number)));
    }

    /** Tells whether this is {@link #ofCopy}. */
    public boolean isOfCopy() {
        return gtid.source().uuid().equals(NO_SERVER);
    }
}
