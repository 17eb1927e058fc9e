// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;

/** Asks a server whether it can be read: whether it lets us in, logs rows with GTIDs, and grants what is needed. */
public final class ServerCheck {
    private static final int ACCESS_DENIED = 1045;
    private static final int PRIVILEGE_MISSING = 1227;

    /** From 8.0.22 on {@code SHOW SLAVE HOSTS} is called otherwise; it is gone from 8.4 on. */
    private static final int SHOW_REPLICAS = 80_022;

    private final ServerConnections server;

    /** What the connector is going to do. */
    public enum Purpose {
        /** Read the binlog only. */
        STREAM,
        /** Read tables too, without locks. */
        SNAPSHOT,
        /** Read tables too, and lock them at the beginning. */
        SNAPSHOT_WITH_LOCKS
    }

    public ServerCheck(ServerConnections server) {
        this.server = server;
    }

    /** Returns what is wrong, empty when all is well. */
    public List<Finding> check(Purpose purpose) {
        try (Connection connection = server.open()) {
            List<Finding> findings = new ArrayList<>();
            ServerFacts facts = ServerFacts.of(connection);
            checkVariables(facts, findings);
            checkGrants(connection, facts.versionNumber(), purpose, findings);
            return findings;
        } catch (SQLException e) {
            return List.of(notConnected(e));
        }
    }

    private Finding notConnected(SQLException failure) {
        String user = server.options().user();
        if (failure.getErrorCode() == ACCESS_DENIED) {
            return new Finding(
                    ConnectionOptions.PASSWORD,
                    "Server " + server.server() + " does not let user '" + user + "' in: check "
                            + ConnectionOptions.USER + " and " + ConnectionOptions.PASSWORD + ". It says: "
                            + failure.getMessage());
        }
        if (failure.getErrorCode() != 0) {
            return new Finding(
                    ConnectionOptions.USER,
                    "Server " + server.server() + " refuses user '" + user + "': " + failure.getMessage());
        }
        if (caused(failure, SSLException.class)) {
            return new Finding(
                    ConnectionOptions.SSL_MODE,
                    "The connection to " + server.server() + " cannot be encrypted as "
                            + server.options().tls().mode().name().toLowerCase(Locale.ROOT) + " says: check "
                            + ConnectionOptions.TRUSTSTORE + " and " + ConnectionOptions.KEYSTORE + ". "
                            + failure.getMessage());
        }
        return new Finding(
                ConnectionOptions.HOST,
                "Server " + server.server() + " cannot be reached: check " + ConnectionOptions.HOST + " and "
                        + ConnectionOptions.PORT + ". " + failure.getMessage());
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return cause != null;
    }

    private void checkVariables(ServerFacts facts, List<Finding> findings) {
        if (!isOn(facts, "log_bin")) {
            findings.add(wrong(
                    "log_bin",
                    facts,
                    "the binlog is what is read; start the server with --log-bin and a --server-id of its own"));
            return;
        }
        require(facts, "gtid_mode", "ON", gtidRemedy(facts), findings);
        require(facts, "binlog_format", "ROW", "SET GLOBAL binlog_format=ROW, and end older sessions", findings);
        require(
                facts,
                "binlog_row_image",
                "FULL",
                "SET GLOBAL binlog_row_image=FULL, and end older sessions",
                findings);
    }

    /** The mode changes by one step at a time. */
    private static String gtidRemedy(ServerFacts facts) {
        List<String> steps = List.of("OFF", "OFF_PERMISSIVE", "ON_PERMISSIVE", "ON");
        int now = steps.indexOf(facts.variable("gtid_mode").orElse("OFF"));
        StringBuilder remedy = new StringBuilder("SET GLOBAL enforce_gtid_consistency=ON");
        for (String step : steps.subList(Math.max(0, now) + 1, steps.size())) {
            remedy.append("; SET GLOBAL gtid_mode=").append(step);
        }
        return remedy.toString();
    }

    /** A variable that the version does not have is no obstacle. */
    private void require(ServerFacts facts, String name, String value, String remedy, List<Finding> findings) {
        if (facts.variable(name).filter(v -> !v.equalsIgnoreCase(value)).isPresent()) {
            findings.add(wrong(name, facts, "it must be '" + value + "': " + remedy));
        }
    }

    private Finding wrong(String name, ServerFacts facts, String remedy) {
        return new Finding(
                ConnectionOptions.HOST,
                "Server " + server.server() + " has " + name + "='"
                        + facts.variable(name).orElse("") + "'; " + remedy);
    }

    private static boolean isOn(ServerFacts facts, String name) {
        return facts.variable(name).filter("ON"::equalsIgnoreCase).isPresent();
    }

    private void checkGrants(Connection connection, int version, Purpose purpose, List<Finding> findings)
            throws SQLException {
        Grants grants = Grants.of(connection);
        // Asked for what needs the privilege, because it may come by way of a role.
        Map<String, String> probes = Map.of(
                "REPLICATION CLIENT",
                ServerFacts.binlogStatus(version),
                "REPLICATION SLAVE",
                version >= SHOW_REPLICAS ? "SHOW REPLICAS" : "SHOW SLAVE HOSTS");
        for (Map.Entry<String, String> probe : probes.entrySet()) {
            if (!allowed(connection, probe.getValue())) {
                findings.add(missing(probe.getKey(), "*.*"));
            }
        }
        if (purpose != Purpose.STREAM && !grants.hasAny("SELECT")) {
            findings.add(missing("SELECT", "*.*"));
        }
        if (purpose == Purpose.SNAPSHOT_WITH_LOCKS && !grants.hasAny("RELOAD", "FLUSH_TABLES", "LOCK TABLES")) {
            findings.add(missing("RELOAD, LOCK TABLES", "*.*"));
        }
    }

    private static boolean allowed(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.getMetaData().getColumnCount() > 0;
        } catch (SQLException e) {
            if (e.getErrorCode() == PRIVILEGE_MISSING) {
                return false;
            }
            throw e;
        }
    }

    private Finding missing(String privilege, String scope) {
        String user = server.options().user();
        return new Finding(
                ConnectionOptions.USER,
                "User '" + user + "' lacks " + privilege + " on " + server.server() + ": GRANT " + privilege + " ON "
                        + scope + " TO '" + user + "'@'%'");
    }
}
