// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.server.BinlogStatus;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the target's own binlog has of interrupted statements. It is the only witness of one that leaves everything as it
 * was. Reading it takes REPLICATION CLIENT and REPLICATION SLAVE, without which nothing is said.
 */
final class LoggedHere {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedHere.class);

    /** What {@code SHOW BINLOG EVENTS} puts round a statement. */
    private static final Pattern DECORATION = Pattern.compile("^use `(?:[^`]|``)*`; | /\\* xid=\\d+ \\*/$");

    private LoggedHere() {}

    /**
     * A place in the binlog.
     *
     * @param position bytes from the begin of the file, between two events
     */
    record Place(String file, long position) {}

    /** Returns the end of the binlog, empty where there is none or the user may not know. */
    static Optional<Place> end(Connection connection) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BinlogStatus.query(connection))) {
            return row.next() ? Optional.of(new Place(row.getString(1), row.getLong(2))) : Optional.empty();
        } catch (SQLException denied) {
            LOG.debug("Where the target's binlog ends is not known", denied);
            return Optional.empty();
        }
    }

    /**
     * Tells whether a statement was logged; false also means that nobody knows.
     *
     * @param digest {@link ReplayedStatement#digest}
     */
    static boolean since(Connection connection, Place from, String digest) {
        try {
            List<String> files = files(connection);
            int first = files.indexOf(from.file());
            for (int i = first; i >= 0 && i < files.size(); i++) {
                if (holds(connection, new Place(files.get(i), i == first ? from.position() : 4), digest)) {
                    return true;
                }
            }
        } catch (SQLException denied) {
            LOG.debug("The target's binlog cannot be read", denied);
        }
        return false;
    }

    private static List<String> files(Connection connection) throws SQLException {
        List<String> files = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW BINARY LOGS")) {
            while (rows.next()) {
                files.add(rows.getString(1));
            }
        }
        return files;
    }

    private static boolean holds(Connection connection, Place from, String digest) throws SQLException {
        boolean found = false;
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(Integer.MIN_VALUE); // row by row
            try (ResultSet events =
                    statement.executeQuery("SHOW BINLOG EVENTS IN '" + from.file() + "' FROM " + from.position())) {
                while (events.next()) {
                    found |= events.getString(3).equals("Query") && digest.equals(digest(events.getString(6)));
                }
            }
        }
        return found;
    }

    private static String digest(String info) {
        return ReplayedStatement.digest(DECORATION.matcher(info).replaceAll(""));
    }
}
