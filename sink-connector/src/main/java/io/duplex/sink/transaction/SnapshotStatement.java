// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;
import java.util.Optional;

/**
 * A statement with which a snapshot makes a database or a table.
 *
 * @param database where the statement runs, empty when it names everything itself
 * @param context the statement's session, empty when the snapshot's own was usual
 */
public record SnapshotStatement(
        SnapshotHeader header,
        Optional<String> database,
        Optional<DdlContext> context,
        String statement,
        Coordinates first)
        implements Unit {
    @Override
    public Coordinates last() {
        return first;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.snapshotStatement(this);
    }
}
