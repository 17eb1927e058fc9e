// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Where in the binlog a row of an incremental snapshot becomes a record.
 *
 * @param offset up to which everything is said
 * @param position of the newest event
 * @param gtid of its transaction
 * @param thread that committed it
 */
public record StreamPlace(SourceOffset offset, EventPosition position, Optional<Gtid> gtid, OptionalLong thread) {
    /** Returns the GTIDs of all transactions that are read whole. */
    public GtidSet executed() {
        return offset.executed().orElse(GtidSet.EMPTY);
    }
}
