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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the target's own binlog has of interrupted statements. It is the only witness of one that leaves everything as it
 * was. Reading it takes REPLICATION CLIENT and REPLICATION SLAVE, without which nothing is said.
 */
final class LoggedHere {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedHere.class);

    /** What {@code SHOW BINLOG EVENTS} puts before a statement, unless its default database does not matter. */
    private static final Pattern USE = Pattern.compile("^use `((?:[^`]|``)*)`; ");

    /** And behind it. */
    private static final Pattern XID = Pattern.compile(" /\\* xid=\\d+ \\*/$");

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
     * @param database the default one, as the same text may be executed in many; {@link DdlSession#NOWHERE} without
     * @param digest {@link ReplayedStatement#digest}
     */
    static boolean since(Connection connection, Place from, String database, String digest) {
        try {
            List<String> files = files(connection);
            int first = files.indexOf(from.file());
            for (int i = first; i >= 0 && i < files.size(); i++) {
                if (holds(connection, new Place(files.get(i), i == first ? from.position() : 4), database, digest)) {
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

    private static boolean holds(Connection connection, Place from, String database, String digest)
            throws SQLException {
        boolean found = false;
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(Integer.MIN_VALUE); // row by row
            try (ResultSet events =
                    statement.executeQuery("SHOW BINLOG EVENTS IN '" + from.file() + "' FROM " + from.position())) {
                while (events.next()) {
                    found |= events.getString(3).equals("Query") && isOf(events.getString(6), database, digest);
                }
            }
        }
        return found;
    }

    private static boolean isOf(String info, String database, String digest) {
        Matcher use = USE.matcher(info);
        boolean used = use.find();
        String there = used ? use.group(1).replace("``", "`") : database;
        if (!there.equals(database) && !there.equals(DdlSession.NOWHERE)) {
            return false;
        }
        String statement = used ? info.substring(use.end()) : info;
        return digest.equals(ReplayedStatement.digest(XID.matcher(statement).replaceAll("")));
    }
}
