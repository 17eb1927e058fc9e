// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Tries whether a session may commit under GTIDs of other servers; leaves no trace. */
public final class GtidProbe {
    /** The privilege is missing: 5.7 and 8.0 say it with different codes. */
    private static final Set<Integer> DENIED = Set.of(1227, 1229, 1238, 3658);

    private static final int FIRST_WITH_DYNAMIC_PRIVILEGES = 8;

    private final Connection connection;
    private final String server;
    private final String user;

    /**
     * Asks nothing yet.
     *
     * @param server as messages name it
     */
    public GtidProbe(Connection connection, String server, String user) {
        this.connection = connection;
        this.server = server;
        this.user = user;
    }

    /** Returns why it cannot, and what to do; empty when it can. */
    public Optional<String> refusal() throws SQLException {
        String mode = gtidMode();
        String option = SiteOptions.MARK_MODE + "=" + MarkMode.GTID.value();
        if (!mode.equalsIgnoreCase("ON")) {
            return Optional.of("Server " + server + " has gtid_mode=" + mode + ", but " + option
                    + " takes ON. Start it with enforce_gtid_consistency=ON and gtid_mode=ON, or set "
                    + SiteOptions.MARK_MODE + "=" + MarkMode.SESSION.value() + ".");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET SESSION GTID_NEXT = '" + UUID.randomUUID() + ":1'");
            statement.execute("ROLLBACK");
            statement.execute("SET SESSION GTID_NEXT = 'AUTOMATIC'");
            return Optional.empty();
        } catch (SQLException refused) {
            if (!DENIED.contains(refused.getErrorCode())) {
                throw refused;
            }
            return Optional.of("User '" + user + "' may not set GTID_NEXT on " + server + ", which " + option
                    + " takes: " + refused.getMessage() + ". As an administrator: " + grant()
                    + "; or set " + SiteOptions.MARK_MODE + "=" + MarkMode.SESSION.value() + ".");
        }
    }

    private String gtidMode() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.gtid_mode")) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private String grant() throws SQLException {
        boolean dynamic = connection.getMetaData().getDatabaseMajorVersion() >= FIRST_WITH_DYNAMIC_PRIVILEGES;
        return "GRANT " + (dynamic ? "REPLICATION_APPLIER" : "SUPER") + " ON *.* TO '" + user + "'@'<host>'";
    }
}
