// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import java.sql.Connection;
import java.sql.SQLException;

/** How a server is asked what it writes into its binlog, which takes REPLICATION CLIENT. */
public final class BinlogStatus {
    /** From 8.2 on {@code SHOW MASTER STATUS} is called otherwise; it is gone from 8.4 on. */
    private static final int RENAMED_MAJOR = 8;

    private static final int RENAMED_MINOR = 2;

    private BinlogStatus() {}

    /** Returns the statement: its columns begin with file, position and the two filters. */
    public static String query(Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        int minor = connection.getMetaData().getDatabaseMinorVersion();
        boolean renamed = major > RENAMED_MAJOR || (major == RENAMED_MAJOR && minor >= RENAMED_MINOR);
        return renamed ? "SHOW BINARY LOG STATUS" : "SHOW MASTER STATUS";
    }
}
