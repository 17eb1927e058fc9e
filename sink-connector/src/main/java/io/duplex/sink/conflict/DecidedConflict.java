// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
import java.util.List;
import java.util.Optional;

/**
 * A conflict and what was decided.
 *
 * @param key the row's key, of the first row in the way when the change does not have it
 * @param present the target's rows that were in the way
 */
public record DecidedConflict(
        Cause cause,
        TableId table,
        DecodedImage key,
        Optional<DecodedImage> before,
        Optional<DecodedImage> after,
        List<DecodedImage> present) {
    public DecidedConflict {
        present = List.copyOf(present);
    }

    /**
     * Which change it was, and who won.
     *
     * @param change where it came from
     */
    public record Cause(Change change, ConflictKind kind, Resolution resolution, Decision decision) {}

    /**
     * Where a change came from; texts are empty for rows of a copy, which belong to no transaction.
     *
     * @param site where it was made, or that was copied
     * @param gtid its transaction, as the source numbers it
     * @param originGtid its transaction there
     */
    public record Change(int site, String gtid, String originGtid) {
        /** Of a transaction. */
        public static Change of(TransactionHeader header) {
            return new Change(
                    header.origin().site(),
                    header.gtid().toString(),
                    header.origin().gtid().toString());
        }

        /** Of a copy. */
        public static Change copied(int site) {
            return new Change(site, "", "");
        }
    }
}
