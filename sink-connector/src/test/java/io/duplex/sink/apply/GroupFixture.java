// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.conflict.Detection;
import io.duplex.sink.conflict.TablePolicy;
import io.duplex.sink.envelope.Received;
import io.duplex.testkit.mysql.MySqlServer;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** Writes rows into a target as statements for many rows or singly, never the one after the other has failed. */
final class GroupFixture implements AutoCloseable {
    private static final RowWriter.Unit TOGETHER =
            new RowWriter.Unit("Group", TargetFixture.SOURCE_SITE, RowWriter.MOST_ROWS);
    private static final RowWriter.Unit SINGLY = new RowWriter.Unit("Rows", TargetFixture.SOURCE_SITE, 1);

    private final TargetSession session;

    GroupFixture(MySqlServer server) throws SQLException {
        this(server, Detection.KEY);
    }

    GroupFixture(MySqlServer server, Detection detection) throws SQLException {
        ConflictOptions options = new ConflictOptions(TablePolicy.STOP, Map.of(), detection, true, 0, false);
        StreamConflicts stop = StreamConflicts.STOP;
        session = TargetSession.open(
                new TargetFixture(server).connections(),
                TargetFixture.TARGET_SITE,
                new StreamConflicts(
                        options, stop.localSite(), stop.key(), stop.listener(), stop.settle(), stop.names()),
                TargetFixture.noFilters());
    }

    TargetSession session() {
        return session;
    }

    /** Writes the rows in one transaction, which is rolled back when it fails. */
    void write(Received.Row... rows) throws SQLException {
        write(List.of(rows));
    }

    void write(List<Received.Row> rows) throws SQLException {
        boolean done = false;
        try {
            session.write(TOGETHER, rows);
            session.connection().commit();
            done = true;
        } finally {
            if (!done) {
                session.rollback();
            }
        }
    }

    /** Writes the rows one by one in one transaction. */
    void writeSingly(List<Received.Row> rows) throws SQLException {
        RowWriter writer = session.writer();
        writer.begin(SINGLY);
        for (Received.Row row : rows) {
            writer.write(row.change(), row.flags());
        }
        writer.flush();
        session.connection().commit();
    }

    @Override
    public void close() {
        session.abort();
    }
}
