// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A session without strict mode for a moment: only that stores the value 0 of an ENUM. */
final class LenientMode {
    /** WARN_DATA_TRUNCATED: a value was adapted. */
    private static final int DATA_TRUNCATED = 1265;

    private final Connection connection;

    LenientMode(Connection connection) {
        this.connection = connection;
    }

    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    /** Returns how many values the work's last statement adapted, -1 when it warned of something else too. */
    int adapted(Work work) throws SQLException {
        mode(SessionSetup.LENIENT_SQL_MODE);
        try {
            work.run();
            return truncations();
        } finally {
            mode(SessionSetup.SQL_MODE);
        }
    }

    private int truncations() throws SQLException {
        int count = 0;
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("SHOW WARNINGS")) {
            while (rows.next()) {
                if (rows.getInt("Code") != DATA_TRUNCATED) {
                    return -1;
                }
                count++;
            }
        }
        return count;
    }

    private void mode(String mode) throws SQLException {
        try (Statement set = connection.createStatement()) {
            set.execute("SET SESSION sql_mode = '" + mode + "'");
        }
    }
}
