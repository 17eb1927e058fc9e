// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.ServerSettings;
import io.duplex.protocol.server.ServerAddress;
import java.io.File;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens JDBC connections to the source server. Each is in UTC and utf8mb4, and gives values as they are: TINYINT(1) and
 * YEAR are numbers, zero dates are no error.
 *
 * <p>Where several servers hold the same data, all connections go to one of them at a time; {@link #choose} moves to
 * another one.
 */
public final class ServerConnections {
    private static final Logger LOG = LoggerFactory.getLogger(ServerConnections.class);
    private static final String UNREACHABLE = "08001";

    private final ConnectionOptions options;
    private volatile ServerAddress current;
    private volatile Optional<ServerSettings> settings = Optional.empty();

    /** Opens a connection to a certain server. */
    interface Opener {
        Connection open() throws SQLException;
    }

    /** Opens nothing yet. */
    public ServerConnections(ConnectionOptions options) {
        this.options = options;
        this.current = options.servers().get(0);
    }

    /** Returns the options for the server that is connected to now. */
    public ConnectionOptions options() {
        return options.of(current);
    }

    /** Returns {@code host:port} of the server that is connected to now, as messages name it. */
    public String server() {
        return current.toString();
    }

    /** Returns all servers that hold the same data. */
    List<ServerAddress> addresses() {
        return options.servers();
    }

    /** Returns connections to this one of the servers. */
    ServerConnections only(ServerAddress server) {
        return new ServerConnections(options.of(server));
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
        return open(current, extra);
    }

    private Connection open(ServerAddress server, Map<String, String> extra) throws SQLException {
        Properties properties = properties();
        options.jdbc().properties().forEach(properties::setProperty);
        extra.forEach(properties::setProperty);
        // Not through DriverManager: it hides drivers of a plugin's class loader.
        Connection connection = driver().connect(url(server), properties);
        if (connection == null) {
            throw new SQLException("The driver does not take " + url(server));
        }
        initialize(connection);
        return TimedConnection.of(connection, options.jdbc().queryTimeoutSeconds());
    }

    private Driver driver() throws SQLException {
        String name = options.jdbc().driver();
        try {
            return Class.forName(name)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException unusable) {
            throw new SQLException(
                    "Class " + name + " of " + JdbcOptions.DRIVER + " is no JDBC driver among the plugin's jars",
                    unusable);
        }
    }

    /** Asks the server for what it says of itself; one that does not answer counts as one that does not connect. */
    public ServerFacts facts() throws SQLException {
        try (Connection connection = openPatiently(current)) {
            return noted(ServerFacts.of(connection));
        }
    }

    /** Returns what the server was set to when it was asked last. */
    public Optional<ServerSettings> settings() {
        return settings;
    }

    private ServerFacts noted(ServerFacts facts) {
        settings = Optional.of(facts.settings());
        return facts;
    }

    private Connection openPatiently(ServerAddress server) throws SQLException {
        return open(
                server,
                Map.of("socketTimeout", Long.toString(options.connectTimeout().toMillis())));
    }

    /**
     * Chooses the server to go on with: the present one when it has all that was read and what follows, else another
     * one of which that is true. With a single server there is no choice.
     *
     * @param done what was read
     * @return what the chosen server says of itself
     * @throws SQLException when none is fit now and one may be later
     * @throws UnfitServersException when none is fit and none will be
     */
    public ServerFacts choose(GtidSet done) throws SQLException {
        if (options.servers().size() == 1) {
            return facts();
        }
        List<ServerFitness> unfit = new ArrayList<>();
        for (ServerAddress server : inOrder()) {
            ServerFitness fitness = ServerFitness.of(() -> openPatiently(server), server, done);
            if (fitness.kind() == ServerFitness.Kind.FIT) {
                moveTo(server, unfit);
                return noted(fitness.facts().orElseThrow());
            }
            unfit.add(fitness);
        }
        throw refuse(unfit, done);
    }

    /** Chooses as {@link #choose} does, and where none is fit the first one that answers. */
    public ServerFacts chooseAny(GtidSet done) throws SQLException {
        try {
            return choose(done);
        } catch (UnfitServersException none) {
            LOG.warn("No server can go on after the offset", none);
        }
        return firstToAnswer();
    }

    /** Chooses the first server that answers. */
    public ServerFacts firstToAnswer() throws SQLException {
        SQLException last = new SQLException("No server answers", UNREACHABLE);
        for (ServerAddress server : inOrder()) {
            try (Connection connection = openPatiently(server)) {
                ServerFacts facts = ServerFacts.of(connection);
                moveTo(server, List.of());
                return noted(facts);
            } catch (SQLException unreachable) {
                last = unreachable;
            }
        }
        throw last;
    }

    private List<ServerAddress> inOrder() {
        List<ServerAddress> servers = new ArrayList<>(options.servers());
        servers.remove(current);
        servers.add(0, current);
        return servers;
    }

    private void moveTo(ServerAddress server, List<ServerFitness> unfit) {
        if (!server.equals(current)) {
            LOG.warn("Moving from server {} to {}: {}", current, server, texts(unfit));
            current = server;
        }
    }

    private static SQLException refuse(List<ServerFitness> unfit, GtidSet done) {
        String message = "None of the servers can go on without a gap after " + done + ": " + texts(unfit);
        if (has(unfit, ServerFitness.Kind.DIVERGED) && !has(unfit, ServerFitness.Kind.BEHIND)) {
            throw new UnfitServersException(
                    message + ". What a server lacks was read and was lost when it was promoted. "
                            + "Bring the old server back, or take what is lost out of the connector's offset ('gtids') through "
                            + "Kafka Connect's REST interface, or take a new snapshot");
        }
        if (unfit.stream().allMatch(server -> server.kind() == ServerFitness.Kind.PURGED)) {
            throw new UnfitServersException(message + ". Take a new snapshot (delete the connector's offsets, or "
                    + "snapshot.mode=when_needed), and keep binlogs longer (binlog_expire_logs_seconds)");
        }
        int code = unfit.stream().mapToInt(ServerFitness::error).min().orElse(0);
        return new SQLException(message, UNREACHABLE, code);
    }

    private static boolean has(List<ServerFitness> servers, ServerFitness.Kind kind) {
        return servers.stream().anyMatch(server -> server.kind() == kind);
    }

    private static String texts(List<ServerFitness> servers) {
        return servers.stream().map(ServerFitness::text).collect(Collectors.joining("; "));
    }

    /** Returns connections whose opening and whose statements take no longer than this. */
    public ServerConnections within(Duration limit) {
        return new ServerConnections(options.within(limit));
    }

    private void initialize(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : options.jdbc().initialStatements()) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private String url(ServerAddress server) {
        String host = server.host().contains(":") ? "[" + server.host() + "]" : server.host();
        return options.jdbc().protocol() + "://" + host + ":" + server.port() + "/";
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
