// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** The session in which rows are written: nothing is converted, corrected, generated or cut. */
final class SessionSetup {
    /** Stores the value 0 of an ENUM too; what is adapted besides is only a warning. */
    static final String LENIENT_SQL_MODE = "NO_AUTO_VALUE_ON_ZERO,ALLOW_INVALID_DATES,NO_ENGINE_SUBSTITUTION";

    /**
     * Strict, so that what does not fit is an error; but zero and invalid dates, and 0 in an AUTO_INCREMENT column, are
     * values like any other.
     */
    static final String SQL_MODE = "STRICT_ALL_TABLES,STRICT_TRANS_TABLES," + LENIENT_SQL_MODE;

    private static final int LONGEST_WAIT_SECONDS = 31_536_000;
    private static final int METADATA_LOCK_SECONDS = 120;

    private SessionSetup() {}

    static void apply(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            // The session holds the stream's lock, so it must outlive quiet times.
            statement.execute("SET SESSION time_zone = '+00:00', SESSION sql_mode = '" + SQL_MODE
                    + "', SESSION foreign_key_checks = 1, SESSION unique_checks = 1, SESSION sql_safe_updates = 0,"
                    + " SESSION wait_timeout = " + LONGEST_WAIT_SECONDS + ", SESSION lock_wait_timeout = "
                    + METADATA_LOCK_SECONDS);
        }
    }
}
