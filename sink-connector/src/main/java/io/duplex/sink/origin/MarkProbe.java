// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.origin;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.protocol.ServerSessionStateController;
import com.mysql.cj.protocol.ServerSessionStateController.SessionStateChangesListener;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a marked change of Duplex's own tables and looks whether the server has logged it. Where a filter of the
 * binlog hides those tables ({@code binlog-do-db}), the second sign of an echo is missing, and rows would come back.
 * Needs no privilege beside those on the tables.
 */
public final class MarkProbe {
    private static final Logger LOG = LoggerFactory.getLogger(MarkProbe.class);
    private static final int ATTEMPTS = 20;

    private final Connection connection;
    private final MetadataTables tables;
    private final int site;

    /**
     * Touches nothing yet.
     *
     * @param connection of its own, which tells GTIDs
     * @param site whose row is changed; it exists
     */
    public MarkProbe(Connection connection, MetadataTables tables, int site) {
        this.connection = connection;
        this.tables = tables;
        this.site = site;
    }

    /** Returns why echoes would not be known here, and the remedy; empty when they are, or when nothing is logged. */
    public Optional<String> refusal() throws SQLException {
        if (!logs()) {
            return Optional.empty();
        }
        AtomicBoolean told = new AtomicBoolean();
        SessionStateChangesListener listener = changes -> changes.getSessionStateChangesList().stream()
                .filter(change -> change.getType() == ServerSessionStateController.SESSION_TRACK_GTIDS)
                .forEach(change -> told.set(true));
        ServerSessionStateController controller = ((MysqlConnection) connection).getServerSessionStateController();
        controller.addSessionStateChangesListener(listener);
        try {
            return refusal(told);
        } finally {
            // The driver holds it weakly, and fails when it is gone: it is in use until here.
            controller.removeSessionStateChangesListener(listener);
        }
    }

    private Optional<String> refusal(AtomicBoolean told) throws SQLException {
        connection.setAutoCommit(true);
        execute("SET SESSION session_track_gtids = OWN_GTID");
        OriginMarker.mark(connection, site);
        // A proxy may not hand on what the server tells. Then a set that has not grown still proves that nothing was
        // logged; one that has may have been grown by others.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            String before = executed();
            execute("UPDATE " + tables.qualified(MetadataTables.SITE)
                    + " SET seen_at = GREATEST(CURRENT_TIMESTAMP(6), seen_at + INTERVAL 1 MICROSECOND) WHERE site_id = "
                    + site);
            if (told.get()) {
                return Optional.empty();
            }
            if (executed().equals(before)) {
                return Optional.of("The server does not log changes of database " + tables.database()
                        + ", so the source at this site could not tell what this sink wrote from what users write, and"
                        + " would send it back. Remove the filter from the server's configuration (binlog-do-db,"
                        + " binlog-ignore-db) or add binlog-do-db=" + tables.database() + " to it"
                        + " (binlog-do-db=" + TableId.quote(rowStateDatabase()) + ", too), and restart the server.");
            }
        }
        LOG.warn("Whether the marks are logged is not known: the server's answers do not tell GTIDs, and others write");
        return Optional.empty();
    }

    private String rowStateDatabase() {
        return tables.rowState().database();
    }

    private boolean logs() throws SQLException {
        return text("SELECT @@GLOBAL.log_bin").equals("1")
                && text("SELECT @@GLOBAL.gtid_mode").equalsIgnoreCase("ON");
    }

    private String executed() throws SQLException {
        return text("SELECT @@GLOBAL.gtid_executed");
    }

    private String text(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
