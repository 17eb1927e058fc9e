// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Asks the target whether the sink can work there. Reads only; needs no administrative privilege. */
public final class ServerCheck {

    /** What writing rows and repeating the usual DDL takes. */
    private static final List<String> TARGET =
            List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "INDEX", "REFERENCES");

    private static final List<String> METADATA = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "CREATE");
    private static final int ACCESS_DENIED = 1045;

    private final ServerConnections connections;
    private final SiteOptions site;
    private final Set<String> databases;

    /**
     * Asks nothing yet.
     *
     * @param databases that are known to be written, by the target's names
     */
    public ServerCheck(ServerConnections connections, SiteOptions site, Set<String> databases) {
        this.connections = connections;
        this.site = site;
        this.databases = Set.copyOf(databases);
    }

    /** Returns what would make the sink fail. */
    public List<Finding> findings() {
        try (Connection connection = connections.open()) {
            List<Finding> findings = new ArrayList<>();
            findings.addAll(checkVariables(connection));
            checkReadOnly(connection).ifPresent(findings::add);
            findings.addAll(checkGrants(connection));
            findings.addAll(checkSite(connection));
            if (site.keepsGtids()) {
                new GtidProbe(connection, connections.server(), connections.user())
                        .refusal()
                        .ifPresent(refusal -> findings.add(new Finding(SiteOptions.MARK_MODE, refusal)));
            }
            return findings;
        } catch (SQLException refused) {
            return List.of(unreachable(refused));
        }
    }

    private Finding unreachable(SQLException refused) {
        if (refused.getErrorCode() == ACCESS_DENIED) {
            return new Finding(
                    ConnectionOptions.PASSWORD,
                    "Server " + connections.server() + " refuses user '" + connections.user()
                            + "' with the configured password: " + refused.getMessage() + ". Correct "
                            + ConnectionOptions.USER + " or " + ConnectionOptions.PASSWORD + ".");
        }
        return new Finding(
                ConnectionOptions.HOST,
                "Server " + connections.server() + " cannot be used: " + refused.getMessage() + ". Check "
                        + ConnectionOptions.HOST + ", " + ConnectionOptions.PORT + " and "
                        + ConnectionOptions.SSL_MODE + ".");
    }

    private List<Finding> checkVariables(Connection connection) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        if (variable(connection, "super_read_only").equals("1")) {
            findings.add(new Finding(
                    ConnectionOptions.HOST,
                    "Server " + connections.server() + " has super_read_only=ON, nothing can be written. Connect to "
                            + "the primary, or: SET GLOBAL super_read_only=OFF, GLOBAL read_only=OFF"));
        }
        if (site.siteId().isEmpty()) {
            return findings;
        }
        if (!variable(connection, "log_bin").equals("1")) {
            findings.add(new Finding(
                    SiteOptions.SITE_ID,
                    "Server " + connections.server() + " has log_bin=OFF, but " + SiteOptions.SITE_ID + " says that it "
                            + "is replicated from. Start it with log_bin, or remove " + SiteOptions.SITE_ID + "."));
        }
        String gtidMode = variable(connection, "gtid_mode");
        if (!gtidMode.equalsIgnoreCase("ON")) {
            findings.add(new Finding(
                    SiteOptions.SITE_ID,
                    "Server " + connections.server() + " has gtid_mode=" + gtidMode + ", but " + SiteOptions.SITE_ID
                            + " says that it is replicated from, which takes gtid_mode=ON. Start it with "
                            + "enforce_gtid_consistency=ON and gtid_mode=ON, or remove " + SiteOptions.SITE_ID + "."));
        }
        return findings;
    }

    /** With several servers one that takes writes was found. */
    private Optional<Finding> checkReadOnly(Connection connection) throws SQLException {
        boolean readOnly = variable(connection, "read_only").equals("1")
                && !variable(connection, "super_read_only").equals("1");
        int version = version(connection);
        Grants grants = Grants.read(connection, version >= 8);
        boolean exempt = grants.missingGlobally(List.of("SUPER")).isEmpty()
                || grants.missingGlobally(List.of("CONNECTION_ADMIN")).isEmpty();
        return !readOnly || exempt
                ? Optional.empty()
                : Optional.of(new Finding(
                        ConnectionOptions.HOST,
                        "Server " + connections.server() + " has read_only=ON, and user '" + connections.user()
                                + "' may not write to it all the same. Connect to the primary, or: SET GLOBAL"
                                + " read_only=OFF; or, where users shall only read: GRANT "
                                + (version >= 8 ? "CONNECTION_ADMIN" : "SUPER") + " ON *.* TO " + account()));
    }

    private List<Finding> checkGrants(Connection connection) throws SQLException {
        Grants grants = Grants.read(connection, version(connection) >= 8);
        List<Finding> findings = new ArrayList<>();
        checkMetadataDatabase(connection, grants).ifPresent(findings::add);
        List<String> missing = grants.missingGlobally(TARGET);
        if (missing.isEmpty()) {
            return findings;
        }
        List<String> targets = grants.databases().stream()
                .filter(database -> !isMetadata(database))
                .toList();
        if (targets.isEmpty()) {
            findings.add(lacking(missing, "*"));
        }
        Set<String> written = new TreeSet<>(databases);
        written.remove(new MetadataTables(site.metadataDatabase()).rowState().database());
        written.addAll(targets);
        for (String database : written) {
            List<String> lacking = grants.missing(TARGET, database.replace("\\", ""));
            if (!lacking.isEmpty() && !targets.isEmpty()) {
                findings.add(lacking(lacking, TableId.quote(database)));
            }
        }
        return findings;
    }

    private boolean isMetadata(String pattern) {
        return pattern.replace("\\", "").equalsIgnoreCase(site.metadataDatabase());
    }

    private Finding lacking(List<String> privileges, String database) {
        return new Finding(
                ConnectionOptions.USER,
                "User '" + connections.user() + "' lacks the privileges " + String.join(", ", privileges) + " on "
                        + database + ".*, without which changes cannot be applied. As an administrator: GRANT "
                        + String.join(", ", privileges) + " ON " + database + ".* TO " + account());
    }

    private Optional<Finding> checkMetadataDatabase(Connection connection, Grants grants) throws SQLException {
        String database = site.metadataDatabase();
        List<String> missing = grants.missing(METADATA, database);
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        String create = exists(connection, database) ? "" : new MetadataTables(database).createDatabase() + "; ";
        return Optional.of(new Finding(
                SiteOptions.METADATA_DATABASE,
                "User '" + connections.user() + "' lacks the privileges " + String.join(", ", missing) + " on database "
                        + database + (create.isEmpty() ? "" : ", which does not exist")
                        + "; Duplex keeps there what it has applied. As an administrator: " + create + "GRANT "
                        + String.join(", ", METADATA) + " ON " + TableId.quote(database) + ".* TO " + account()));
    }

    /** The account's host is not known to the client; the statement shows where to put it. */
    private String account() {
        return "'" + connections.user() + "'@'<host>'";
    }

    private List<Finding> checkSite(Connection connection) throws SQLException {
        if (site.siteId().isEmpty() || !exists(connection, site.metadataDatabase(), MetadataTables.SITE)) {
            return List.of();
        }
        int configured = site.siteId().getAsInt();
        String table = new MetadataTables(site.metadataDatabase()).qualified(MetadataTables.SITE);
        List<Finding> findings = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT site_id FROM " + table + " WHERE is_local")) {
            while (rows.next()) {
                int local = rows.getInt(1);
                if (local != configured) {
                    findings.add(new Finding(
                            SiteOptions.SITE_ID,
                            "Server " + connections.server() + " is known as site " + local + " (" + table + "), not "
                                    + configured + ". Set " + SiteOptions.SITE_ID + "=" + local
                                    + "; when the site was renumbered in all connectors: DELETE FROM " + table
                                    + " WHERE site_id=" + local));
                }
            }
        }
        return findings;
    }

    private static String variable(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL." + name)) {
            return row.next() ? row.getString(1) : "";
        }
    }

    private static int version(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseMajorVersion();
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        return any(connection, "SELECT 1 FROM information_schema.schemata WHERE schema_name = ?", database);
    }

    private static boolean exists(Connection connection, String database, String table) throws SQLException {
        return any(
                connection,
                "SELECT 1 FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                database,
                table);
    }

    private static boolean any(Connection connection, String sql, String... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }
}
