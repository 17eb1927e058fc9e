// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import com.mysql.cj.jdbc.Driver;
import java.io.File;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

/**
 * Opens JDBC connections to the source server. Each is in UTC and utf8mb4, and gives values as they are: TINYINT(1) and
 * YEAR are numbers, zero dates are no error.
 */
public final class ServerConnections {
    private final ConnectionOptions options;

    /** Opens nothing yet. */
    public ServerConnections(ConnectionOptions options) {
        this.options = options;
    }

    public ConnectionOptions options() {
        return options;
    }

    /** Returns {@code host:port}, as messages name the server. */
    public String server() {
        return options.server();
    }

    /** Opens a new connection in auto-commit mode. */
    public Connection open() throws SQLException {
        return open(Map.of());
    }

    /**
     * Opens a new connection in auto-commit mode.
     *
     * @param extra further properties of the driver; they win over all others
     * @throws SQLException when the server refuses or does not answer in time
     */
    public Connection open(Map<String, String> extra) throws SQLException {
        Properties properties = properties();
        options.driver().forEach(properties::setProperty);
        extra.forEach(properties::setProperty);
        // Not through DriverManager: it hides drivers of a plugin's class loader.
        Connection connection = new Driver().connect(url(), properties);
        if (connection == null) {
            throw new SQLException("The driver does not take " + url());
        }
        return initialized(connection);
    }

    /** Asks the server for what it says of itself; one that does not answer counts as one that does not connect. */
    public ServerFacts facts() throws SQLException {
        String patience = Long.toString(options.connectTimeout().toMillis());
        try (Connection connection = open(Map.of("socketTimeout", patience))) {
            return ServerFacts.of(connection);
        }
    }

    private Connection initialized(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : options.initialStatements()) {
                statement.execute(sql);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private String url() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return "jdbc:mysql://" + host + ":" + options.port() + "/";
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", options.user());
        properties.setProperty("password", options.password().value());
        properties.setProperty(
                "connectTimeout", Long.toString(options.connectTimeout().toMillis()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("characterEncoding", "UTF-8");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("sessionVariables", "time_zone='+00:00'");
        properties.setProperty("tinyInt1isBit", "false");
        properties.setProperty("yearIsDateType", "false");
        // Otherwise the driver adds STRICT_TRANS_TABLES to every session.
        properties.setProperty("jdbcCompliantTruncation", "false");
        properties.setProperty("connectionAttributes", "program_name:duplex-source");
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
        properties.setProperty(prefix + "Type", store.type());
        store.password().ifPresent(password -> properties.setProperty(prefix + "Password", password.value()));
    }
}
