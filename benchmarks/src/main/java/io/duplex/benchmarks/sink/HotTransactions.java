// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;

/** Commits transactions of four updates, all of the same ten rows: each depends on the ones before it. */
final class HotTransactions implements SinkLoad.Transactions {
    private static final int ROWS = 10;

    private final Connection connection;
    private final Random random;
    private final PreparedStatement update;

    HotTransactions(Connection connection, Random random) throws SQLException {
        this.connection = connection;
        this.random = random;
        this.update = connection.prepareStatement("UPDATE " + SinkLoad.name(0) + " SET k = k - 1 WHERE id = ?");
    }

    @Override
    public void commitOne() throws SQLException {
        for (int i = 0; i < SinkLoad.Workload.HOT.rowsOfATransaction(); i++) {
            update.setInt(1, random.nextInt(ROWS));
            update.executeUpdate();
        }
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        update.close();
    }
}
