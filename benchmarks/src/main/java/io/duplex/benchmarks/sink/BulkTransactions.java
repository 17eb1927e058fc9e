// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.source.RowForm;
import java.sql.Connection;
import java.sql.SQLException;

/** Commits, in turns, 5,000 new rows in one table, an update of each, and their deletion, then goes to the next table. */
final class BulkTransactions implements SinkLoad.Transactions {
    private static final int STEPS = 3;

    private final Connection connection;
    private final int rows = SinkLoad.Workload.BULK.rowsOfATransaction();
    private int done;

    BulkTransactions(Connection connection) {
        this.connection = connection;
    }

    @Override
    public void commitOne() throws SQLException {
        String table = SinkLoad.name(done / STEPS % SinkLoad.TABLES);
        String those = " WHERE id >= " + SinkLoad.EXISTING;
        SinkLoad.execute(
                connection,
                switch (done % STEPS) {
                    case 0 -> RowForm.NARROW.insert(table, SinkLoad.EXISTING, rows);
                    case 1 -> "UPDATE " + table + " SET k = IF(k < 0, k + 1, k - 1)" + those;
                    default -> "DELETE FROM " + table + those;
                });
        connection.commit();
        done++;
    }

    @Override
    public void close() {}
}
