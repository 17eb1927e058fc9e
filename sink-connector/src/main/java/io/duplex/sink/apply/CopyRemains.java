// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.sink.server.ServerConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that an interrupted copy has left in a table that users here write to as well: when the copy begins again they cannot
 * just be removed, so the copied site is to say which of them it lacks by now.
 */
final class CopyRemains {
    private static final int ROWS_AT_ONCE = 1_000;

    private final ServerConnections connections;
    private final TargetStream stream;

    CopyRemains(ServerConnections connections, TargetStream stream) {
        this.connections = connections;
        this.stream = stream;
    }

    /** Notes in the open transaction that all rows of the table are to be checked by this site. */
    void check(int site, Target target) throws SQLException {
        try (Connection reading = connections.open()) {
            SessionSetup.apply(reading);
            try (Statement statement = reading.createStatement()) {
                statement.setFetchSize(Integer.MIN_VALUE); // has the driver read row by row
                try (ResultSet rows = statement.executeQuery(target.reader().selection())) {
                    check(site, target, rows);
                }
            }
        }
    }

    private void check(int site, Target target, ResultSet rows) throws SQLException {
        List<DecodedImage> some = new ArrayList<>();
        while (rows.next()) {
            some.add(target.reader().read(rows));
            if (some.size() == ROWS_AT_ONCE) {
                stream.session().check(site, target, some);
                some.clear();
            }
        }
        stream.session().check(site, target, some);
    }
}
