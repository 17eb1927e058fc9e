// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.header.RowFlags;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Foreign key and unique checks of one session, set only when they change. */
final class SessionFlags {
    private final Connection connection;
    private RowFlags current = RowFlags.NONE;

    /** Of a session whose checks are on. */
    SessionFlags(Connection connection) {
        this.connection = connection;
    }

    boolean are(RowFlags flags) {
        return current.noForeignKeyChecks() == flags.noForeignKeyChecks()
                && current.relaxedUniqueChecks() == flags.relaxedUniqueChecks();
    }

    void set(RowFlags flags) throws SQLException {
        if (!are(flags)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET SESSION foreign_key_checks = " + (flags.noForeignKeyChecks() ? 0 : 1)
                        + ", SESSION unique_checks = " + (flags.relaxedUniqueChecks() ? 0 : 1));
            }
            current = flags;
        }
    }
}
