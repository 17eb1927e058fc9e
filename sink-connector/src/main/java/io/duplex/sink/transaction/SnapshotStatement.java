// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import java.util.Optional;

/**
 * A statement with which a snapshot makes a database or a table.
 *
 * @param database the database that is made, or that the table is in
 * @param table the table that is made, empty when it is a database
 * @param context the statement's session, empty when the snapshot's own was usual
 */
public record SnapshotStatement(
        SnapshotHeader header,
        Optional<String> database,
        Optional<TableId> table,
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
