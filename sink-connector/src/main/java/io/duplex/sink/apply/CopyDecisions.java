// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.position.SiteServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a first copy are decided like those of one on demand, because users of this site may have written or
 * changed what they meet. Only tables whose conflicts are resolved have such rows.
 *
 * <ul>
 *   <li>C1: in a table that was empty when the copy began with it, a row is simply inserted: users' rows have other keys,
 *       or are met when the server refuses the row.
 *   <li>C2: elsewhere, and when a copy goes on after an interruption, every row may meet one that is newer.
 *   <li>C3: so it may when the copied site had changes of this site before: a row may come back that users here have
 *       changed, or deleted, since.
 * </ul>
 */
final class CopyDecisions {
    private final TargetStream stream;
    private final boolean any;
    private @Nullable TableId table;
    private boolean resolves;
    private @Nullable GtidSet covered;
    private boolean comesBack;

    CopyDecisions(TargetStream stream) {
        this.stream = stream;
        this.any = stream.conflicts().options().resolves();
    }

    /** Tells whether rows of the table that do not fit are decided. */
    boolean decides(SnapshotHeader header, TableId of) {
        if (!any || header.site() == 0) {
            return false;
        }
        if (!of.equals(table)) {
            table = of;
            resolves = stream.conflicts().options().policy(of).resolves();
        }
        return resolves;
    }

    /**
     * Tells whether a row of the table may meet one of users here.
     *
     * @param emptyTables those that were empty when the copy began with them
     */
    boolean mayMeet(SnapshotHeader header, TableId of, Set<String> emptyTables) throws SQLException {
        return decides(header, of)
                && (header.run().number() > 0 || !emptyTables.contains(of.toString()) || comesBack(header));
    }

    /** C3. */
    private boolean comesBack(SnapshotHeader header) throws SQLException {
        if (!header.covered().equals(covered)) {
            covered = header.covered();
            comesBack = false;
            if (!header.covered().isEmpty()) {
                Connection connection = stream.connection();
                Set<String> own = new SiteServers(stream.tables()).own(connection);
                for (Gtid.Source source : header.covered().sources()) {
                    comesBack |= own.contains(source.uuid());
                }
            }
        }
        return comesBack;
    }
}
