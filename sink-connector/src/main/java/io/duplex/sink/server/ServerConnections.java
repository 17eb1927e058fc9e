// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import com.mysql.cj.jdbc.Driver;
import io.duplex.protocol.server.ServerAddress;
import java.io.File;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens connections to the target server: always to the same one, until it fails or no longer takes writes and another
 * one does. Each connection is in UTC and utf8mb4, counts found rows (not changed ones), and does
 * not add modes to {@code sql_mode}; everything else of the session is the server's default.
 */
public final class ServerConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnections.class);

    /** ER_OPTION_PREVENTS_STATEMENT: the server's own code for writes that it does not take. */
    private static final int READ_ONLY = 1290;

    private final ConnectionOptions options;
    private volatile ServerAddress current;

    /** Opens nothing yet. */
    public ServerConnections(ConnectionOptions options) {
        this.options = options;
        this.current = options.servers().get(0);
    }

    /** Returns {@code host:port}, as messages name the server. */
    public String server() {
        return current.toString();
    }

    /** Tells whether the connection is one to the server that was found last; while there are several, only that counts. */
    public boolean isCurrent(Connection connection) throws SQLException {
        return options.servers().size() == 1
                || connection.getMetaData().getURL().equals(url(current));
    }

    public String user() {
        return options.user();
    }

    /**
     * Opens a new connection in auto-commit mode.
     *
     * @throws SQLException when the server refuses or does not answer in time
     */
    public Connection open() throws SQLException {
        if (options.servers().size() == 1) {
            return open(current);
        }
        Set<ServerAddress> candidates = new LinkedHashSet<>(List.of(current));
        candidates.addAll(options.servers());
        List<String> refusals = new ArrayList<>();
        SQLException last = new SQLException("No server is configured");
        for (ServerAddress server : candidates) {
            try {
                return openWritable(server);
            } catch (SQLException refused) {
                refusals.add(server + ": " + refused.getMessage());
                last = refused;
            }
        }
        throw new SQLException(
                "None of the servers takes writes: " + String.join("; ", refusals),
                last.getSQLState(),
                last.getErrorCode(),
                last);
    }

    /** Opens a connection to the current server that tells the GTIDs of what it commits. */
    public Connection openTracked() throws SQLException {
        Properties properties = properties();
        properties.setProperty("trackSessionState", "true");
        return open(current, properties);
    }

    /** Opens a connection to a server of another site as the same user. */
    Connection openOther(ServerAddress server) throws SQLException {
        return open(server);
    }

    private Connection openWritable(ServerAddress server) throws SQLException {
        Connection connection = open(server);
        boolean writable = false;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT @@GLOBAL.read_only")) {
            writable = row.next() && !row.getBoolean(1);
        } finally {
            if (!writable) {
                connection.close();
            }
        }
        if (!writable) {
            throw new SQLException("it is read_only", "HY000", READ_ONLY);
        }
        if (!server.equals(current)) {
            LOG.warn("The target is now at {}, no longer at {}", server, current);
            current = server;
        }
        return connection;
    }

    private Connection open(ServerAddress server) throws SQLException {
        return open(server, properties());
    }

    private static Connection open(ServerAddress server, Properties properties) throws SQLException {
        // Not through DriverManager: it hides drivers of a plugin's class loader.
        Connection connection = new Driver().connect(url(server), properties);
        if (connection == null) {
            throw new SQLException("The driver does not take " + url(server));
        }
        return connection;
    }

    private static String url(ServerAddress server) {
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        return "jdbc:mysql://" + host + ":" + server.port() + "/";
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", options.user());
        properties.setProperty("password", options.password().value());
        properties.setProperty("socketFactory", GatheringSocketFactory.class.getName());
        properties.setProperty("connectTimeout", millis(options.timeouts().connect()));
        properties.setProperty("socketTimeout", millis(options.timeouts().socket()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("characterEncoding", "UTF-8");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("sessionVariables", "time_zone='+00:00'");
        properties.setProperty("rewriteBatchedStatements", "true");
        properties.setProperty("allowMultiQueries", "true");
        // Else the driver asks the server before each change whether the session is read-only.
        properties.setProperty("readOnlyPropagatesToServer", "false");
        properties.setProperty("cachePrepStmts", "true");
        properties.setProperty("prepStmtCacheSize", "64");
        properties.setProperty("prepStmtCacheSqlLimit", "4096");
        properties.setProperty("useAffectedRows", "false");
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("yearIsDateType", "false");
        // Otherwise the driver adds STRICT_TRANS_TABLES to every session.
        properties.setProperty("jdbcCompliantTruncation", "false");
        properties.setProperty("connectionAttributes", "program_name:duplex-sink");
        tls(properties);
        return properties;
    }

    private void tls(Properties properties) {
        properties.setProperty("sslMode", options.tls().mode().name());
        // caching_sha2_password needs the server's key when the connection is not encrypted.
        properties.setProperty("allowPublicKeyRetrieval", "true");
        options.tls().keystore().ifPresent(store -> store(properties, "clientCertificateKeyStore", store));
        options.tls().truststore().ifPresent(store -> {
            store(properties, "trustCertificateKeyStore", store);
            properties.setProperty("fallbackToSystemTrustStore", "false");
        });
    }

    private static void store(Properties properties, String prefix, ConnectionOptions.Store store) {
        properties.setProperty(prefix + "Url", new File(store.path()).toURI().toString());
        properties.setProperty(prefix + "Type", store.path().endsWith(".jks") ? "JKS" : "PKCS12");
        store.password().ifPresent(password -> properties.setProperty(prefix + "Password", password.value()));
    }

    private static String millis(Duration duration) {
        return Long.toString(duration.toMillis());
    }
}
