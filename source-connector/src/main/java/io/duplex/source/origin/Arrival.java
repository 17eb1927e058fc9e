// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.source.decode.Decoded.TransactionStart;

/**
 * How a replicated transaction has come to this server.
 *
 * @param path sites that it went through, oldest first
 */
record Arrival(Origin origin, SitePath path) {

    /** On the shortest way. */
    static Arrival from(Origin origin) {
        return new Arrival(origin, SitePath.of(origin.site()));
    }

    /**
     * Returns the start of the transaction as it is handed on. What a copy has brought was given no GTID where it comes
     * from, so it has this server's.
     */
    TransactionStart at(TransactionStart start) {
        return origin.isOfCopy() ? start.through(path.sites()) : start.from(origin, path.sites());
    }
}
