// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import io.duplex.protocol.gtid.GtidSet;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks the server what is in a binlog file. */
public final class BinlogEvents {
    private static final Pattern NEXT = Pattern.compile("GTID_NEXT\\s*=\\s*'([^']+)'");

    private final Connection connection;

    public BinlogEvents(Connection connection) {
        this.connection = connection;
    }

    /** Returns the transactions that end before a position; one that is open there does not count. */
    public GtidSet before(String file, long position) throws SQLException {
        GtidSet done = GtidSet.EMPTY;
        GtidSet open = GtidSet.EMPTY;
        try (Statement statement =
                connection.createStatement(ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            statement.setFetchSize(Integer.MIN_VALUE);
            try (ResultSet events = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file.replace("'", "''") + "'")) {
                while (events.next() && events.getLong("Pos") <= position) {
                    String type = events.getString("Event_type");
                    String info = events.getString("Info");
                    if (type.equals("Previous_gtids")) {
                        done = GtidSet.parse(info);
                    }
                    Matcher next = NEXT.matcher(info);
                    if (next.find() || type.equals("Rotate") || type.equals("Stop")) {
                        done = done.plus(open);
                        open = next.reset().find() && !next.group(1).equals("ANONYMOUS")
                                ? GtidSet.parse(next.group(1))
                                : GtidSet.EMPTY;
                    }
                    if (events.getLong("End_log_pos") == position && endsTransaction(type, info)) {
                        done = done.plus(open);
                        open = GtidSet.EMPTY;
                    }
                }
            }
        }
        return done;
    }

    private static boolean endsTransaction(String type, String info) {
        return type.equals("Xid")
                || type.equals("Transaction_payload")
                || (type.equals("Query") && !info.equals("BEGIN"));
    }
}
