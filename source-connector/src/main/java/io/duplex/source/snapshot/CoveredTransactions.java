// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.MetadataTables;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Set;

/**
 * Transactions of other sites whose effect a state of the source shows, by the GTIDs that they had there: what sinks have
 * noted in the same transactions. A third site that begins with a copy goes on behind them in the other sites' streams.
 */
final class CoveredTransactions {
    /** No sink ever wrote here, or the user may not see it. */
    private static final Set<Integer> NO_TABLE = Set.of(1044, 1049, 1142, 1146);

    /** Columns that tables of former versions lack. */
    private static final Set<String> LATER = Set.of("origin_gtid_set", "start_gtid_set");

    private CoveredTransactions() {}

    /** Reads them with a session that sees the state. */
    static GtidSet read(Connection session, MetadataTables tables) throws SQLException {
        String query = "SELECT * FROM " + tables.qualified(MetadataTables.APPLIED_TRANSACTION);
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            GtidSet covered = GtidSet.EMPTY;
            while (rows.next()) {
                covered = covered.plus(sets(rows));
            }
            return covered;
        } catch (SQLException failed) {
            if (NO_TABLE.contains(failed.getErrorCode())) {
                return GtidSet.EMPTY;
            }
            throw failed;
        }
    }

    /** What the other site's server had executed of third ones has not come by its stream, unless that handed it on. */
    private static GtidSet sets(ResultSet row) throws SQLException {
        String last = row.getString("last_gtid");
        GtidSet own = last == null
                ? GtidSet.EMPTY
                : GtidSet.parse(row.getString("gtid_set")).of(Gtid.parse(last).source());
        ResultSetMetaData columns = row.getMetaData();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            if (LATER.contains(columns.getColumnName(column).toLowerCase(Locale.ROOT))
                    && row.getString(column) != null) {
                own = own.plus(GtidSet.parse(row.getString(column)));
            }
        }
        return own;
    }
}
