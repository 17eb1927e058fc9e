// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.source.RowForm;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Commits transactions of two updates, a delete and an insert in random rows of the tables, over one connection. */
final class OltpTransactions implements SinkLoad.Transactions {
    private final Connection connection;
    private final Random random;
    private final int from;
    private final int to;
    private final List<PreparedStatement> statements = new ArrayList<>();

    /** In rows with ids of this range, which nobody else writes meanwhile. */
    OltpTransactions(Connection connection, Random random, int from, int to) throws SQLException {
        this.connection = connection;
        this.random = random;
        this.from = from;
        this.to = to;
        for (int table = 0; table < SinkLoad.TABLES; table++) {
            String name = SinkLoad.name(table);
            statements.add(connection.prepareStatement("UPDATE " + name + " SET k = k + 1 WHERE id = ?"));
            statements.add(connection.prepareStatement("UPDATE " + name + " SET c = ? WHERE id = ?"));
            statements.add(connection.prepareStatement("DELETE FROM " + name + " WHERE id = ?"));
            statements.add(connection.prepareStatement("INSERT INTO " + name + " VALUES (?, ?, ?, ?)"));
        }
    }

    @Override
    public void commitOne() throws SQLException {
        int id = id();
        String text = RowForm.text(random, 119);
        PreparedStatement first = statements.get(random.nextInt(SinkLoad.TABLES) * 4);
        first.setInt(1, id());
        first.executeUpdate();
        PreparedStatement second = statements.get(random.nextInt(SinkLoad.TABLES) * 4 + 1);
        second.setString(1, text);
        second.setInt(2, id());
        second.executeUpdate();
        int table = random.nextInt(SinkLoad.TABLES) * 4;
        PreparedStatement third = statements.get(table + 2);
        third.setInt(1, id);
        third.executeUpdate();
        PreparedStatement fourth = statements.get(table + 3);
        fourth.setInt(1, id);
        fourth.setInt(2, random.nextInt());
        fourth.setString(3, text);
        fourth.setString(4, text.substring(0, 59));
        fourth.executeUpdate();
        connection.commit();
    }

    private int id() {
        return from + random.nextInt(to - from);
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements) {
            statement.close();
        }
    }
}
