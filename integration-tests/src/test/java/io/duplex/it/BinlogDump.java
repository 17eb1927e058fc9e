// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlServer;

/** A session that reads a server's binlog; 0 is none. Sessions are numbered as they come. */
record BinlogDump(long session) {
    /** Returns the one that began last of those that read now. */
    static BinlogDump newest(MySqlServer server) {
        return new BinlogDump(server.number("SELECT COALESCE(MAX(id), 0) FROM information_schema.processlist"
                + " WHERE command LIKE 'Binlog Dump%'"));
    }

    boolean after(BinlogDump earlier) {
        return session > earlier.session();
    }
}
