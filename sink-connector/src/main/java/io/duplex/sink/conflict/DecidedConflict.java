// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.origin.Origin;
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
     * @param gtid its transaction, as the source numbers it
     * @param origin where it was made
     */
    public record Cause(Gtid gtid, Origin origin, ConflictKind kind, Resolution resolution, Decision decision) {}
}
