// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.sink.origin.OriginMarker;
import io.duplex.sink.position.ChannelKey;
import io.duplex.sink.position.MetadataSetup;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.position.PositionStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;

/** What Duplex's sink adds to each transaction of the target: the session's mark, and the row with the applied set. */
final class Progress {
    private static final int SITE = 1;
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private final Connection connection;
    private final OriginMarker marker;
    private final PositionStore store;
    private PositionRow next;

    private Progress(Connection connection, OriginMarker marker, PositionStore store) {
        this.connection = connection;
        this.marker = marker;
        this.store = store;
        this.next = store.row(0);
    }

    static Progress claim(Connection connection) throws SQLException {
        MetadataTables tables = new MetadataTables(MetadataTables.DEFAULT_DATABASE);
        new MetadataSetup(connection, tables, "bench").createMissing();
        PositionStore store = new PositionStore(new ChannelKey("bench-sink", "bench", tables), 1);
        store.claim(connection);
        return new Progress(connection, OriginMarker.mark(connection, SITE), store);
    }

    /** Writes the row that the open transaction, of this number, commits with. */
    void write(long number) throws SQLException {
        Gtid gtid = Gtid.of(UUID, number);
        marker.origin(SITE);
        next = Objects.requireNonNull(store.row(0)).after(gtid, new Origin(SITE, gtid));
        store.write(connection, 0, next);
    }

    void committed() {
        store.committed(0, next);
    }
}
