// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import com.mysql.cj.jdbc.Driver;
import java.io.File;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * Opens connections to the target server. Each is in UTC and utf8mb4, counts found rows (not changed ones), and does
 * not add modes to {@code sql_mode}; everything else of the session is the server's default.
 */
public final class ServerConnections {
    private final ConnectionOptions options;

    /** Opens nothing yet. */
    public ServerConnections(ConnectionOptions options) {
        this.options = options;
    }

    /** Returns {@code host:port}, as messages name the server. */
    public String server() {
        return options.host() + ":" + options.port();
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
        // Not through DriverManager: it hides drivers of a plugin's class loader.
        Connection connection = new Driver().connect(url(), properties());
        if (connection == null) {
            throw new SQLException("The driver does not take " + url());
        }
        return connection;
    }

    private String url() {
        String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
        return "jdbc:mysql://" + host + ":" + options.port() + "/";
    }

    private Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("user", options.user());
        properties.setProperty("password", options.password().value());
        properties.setProperty("connectTimeout", millis(options.timeouts().connect()));
        properties.setProperty("socketTimeout", millis(options.timeouts().socket()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("characterEncoding", "UTF-8");
        properties.setProperty("connectionTimeZone", "UTC");
        properties.setProperty("sessionVariables", "time_zone='+00:00'");
        properties.setProperty("rewriteBatchedStatements", "true");
        properties.setProperty("allowMultiQueries", "true");
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
