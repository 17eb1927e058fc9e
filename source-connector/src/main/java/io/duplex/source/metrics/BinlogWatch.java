// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.source.server.ServerConnections;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the server how much of its binlog is not read yet, and how long it keeps that. */
final class BinlogWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BinlogWatch.class);

    private final ServerConnections connections;
    private final StreamingMetrics streaming;
    private volatile Distance distance = Distance.UNKNOWN;

    /**
     * How far the reader is from both ends of the binlog, -1 for what is not known.
     *
     * @param bytes not read yet
     * @param olderFiles that would be deleted before the one that is read
     * @param secondsUntilPurge for which at least the server keeps what is read next
     */
    record Distance(long bytes, long olderFiles, long secondsUntilPurge) {
        static final Distance UNKNOWN = new Distance(-1, -1, -1);
    }

    BinlogWatch(ServerConnections connections, StreamingMetrics streaming) {
        this.connections = connections;
        this.streaming = streaming;
    }

    Distance distance() {
        return distance;
    }

    void look() {
        StreamingMetrics.Place place = streaming.place;
        if (place.file().isEmpty()) {
            return;
        }
        String patience = Long.toString(connections.options().connectTimeout().toMillis());
        try (Connection connection = connections.open(Map.of("socketTimeout", patience))) {
            distance = distance(files(connection), place, kept(connection), Math.max(0, streaming.lag()) / 1000);
        } catch (SQLException unanswered) {
            distance = Distance.UNKNOWN;
            LOG.debug("Server {} does not tell its binlog files", connections.server(), unanswered);
        }
    }

    static Distance distance(Map<String, Long> files, StreamingMetrics.Place place, long keptSeconds, long lagSeconds) {
        if (!files.containsKey(place.file())) {
            return Distance.UNKNOWN;
        }
        long older = 0;
        long bytes = 0;
        boolean reached = false;
        for (Map.Entry<String, Long> file : files.entrySet()) {
            if (file.getKey().equals(place.file())) {
                reached = true;
                bytes = Math.max(0, file.getValue() - place.pos());
            } else if (reached) {
                bytes += file.getValue();
            } else {
                older++;
            }
        }
        // A file is deleted so long after it was last written to, which is not before the event that is read now.
        long left = keptSeconds <= 0 ? -1 : bytes == 0 ? keptSeconds : Math.max(0, keptSeconds - lagSeconds);
        return new Distance(bytes, older, left);
    }

    private static Map<String, Long> files(Connection connection) throws SQLException {
        Map<String, Long> files = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW BINARY LOGS")) {
            while (rows.next()) {
                files.put(rows.getString(1), rows.getLong(2));
            }
        }
        return files;
    }

    /** Returns the seconds for which binlog files are kept, 0 for ever. */
    private static long kept(Connection connection) throws SQLException {
        long seconds = 0;
        long days = 0;
        boolean automatic = true;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL VARIABLES WHERE Variable_name IN "
                        + "('binlog_expire_logs_seconds', 'expire_logs_days', 'binlog_expire_logs_auto_purge')")) {
            while (rows.next()) {
                switch (rows.getString(1)) {
                    case "binlog_expire_logs_seconds" -> seconds = rows.getLong(2);
                    case "expire_logs_days" -> days = rows.getLong(2);
                    default -> automatic = "ON".equalsIgnoreCase(rows.getString(2));
                }
            }
        }
        return automatic ? Math.max(seconds, days * 86_400) : 0;
    }
}
