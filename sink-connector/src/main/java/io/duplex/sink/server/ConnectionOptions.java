// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import io.duplex.protocol.server.ServerAddress;
import io.duplex.protocol.server.ServerAddresses;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the target server, under the names that the source uses too.
 *
 * @param servers those of the site; one of them takes writes, the others follow it
 */
public record ConnectionOptions(
        List<ServerAddress> servers, String user, Password password, Tls tls, Timeouts timeouts) {
    public static final String HOST = "database.hostname";
    public static final String PORT = "database.port";
    public static final String HOSTS = "database.hostnames";
    public static final String USER = "database.user";
    public static final String PASSWORD = "database.password";
    public static final String SSL_MODE = "database.ssl.mode";
    public static final String KEYSTORE = "database.ssl.keystore";
    public static final String TRUSTSTORE = "database.ssl.truststore";
    public static final String CONNECT_TIMEOUT = "connect.timeout.ms";
    public static final String SOCKET_TIMEOUT = "socket.timeout.ms";

    public ConnectionOptions {
        servers = List.copyOf(servers);
    }

    /** Encryption of the connection. */
    public record Tls(SslMode mode, Optional<Store> keystore, Optional<Store> truststore) {}

    /** A file of keys or certificates. */
    public record Store(String path, Optional<Password> password) {}

    /** How long to wait for the connection, and for an answer of the server other than to a DDL statement. */
    public record Timeouts(Duration connect, Duration socket) {}

    /** {@code database.ssl.mode}. */
    public enum SslMode {
        /** Never encrypt. */
        DISABLED,
        /** Encrypt when the server can. */
        PREFERRED,
        /** Encrypt or fail. */
        REQUIRED,
        /** As {@link #REQUIRED}, and the certificate must be trusted. */
        VERIFY_CA,
        /** As {@link #VERIFY_CA}, and it must be issued for the host's name. */
        VERIFY_IDENTITY;

        static String[] names() {
            return Arrays.stream(values())
                    .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                    .toArray(String[]::new);
        }

        static SslMode parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Target server")
                .require(
                        HOST,
                        "Host",
                        ConfigDef.Type.STRING,
                        new HostName(),
                        "Host name or address of the MySQL server that is written to.")
                .add(PORT, "Port", ConfigDef.Type.INT, 3306, Range.between(1, 65_535), "Port of the MySQL server.")
                .add(
                        HOSTS,
                        "Further hosts",
                        ConfigDef.Type.STRING,
                        "",
                        new ServerAddresses(),
                        "Further servers of the target's site, replicas of the first one as a rule: host[:port] "
                                + "separated by commas. When the server that is written to fails, the sink goes on "
                                + "with the first of them that is not read_only.")
                .require(
                        USER,
                        "User",
                        ConfigDef.Type.STRING,
                        new ConfigDef.NonEmptyString(),
                        "User that writes to the server.")
                .add(PASSWORD, "Password", ConfigDef.Type.PASSWORD, "", "Password of the user.")
                .add(
                        SSL_MODE,
                        "Encryption",
                        ConfigDef.Type.STRING,
                        "preferred",
                        ConfigDef.CaseInsensitiveValidString.in(SslMode.names()),
                        "Whether the connection is encrypted: disabled, preferred (when the server can), required, "
                                + "verify_ca (the certificate must be trusted) or verify_identity (and be issued for "
                                + "the host).");
        defineTimeouts(group);
    }

    private static void defineTimeouts(OptionGroup group) {
        addStore(group, KEYSTORE, "Key store", "the client's key and certificate");
        addStore(group, TRUSTSTORE, "Trust store", "the certificates that are trusted");
        group.add(
                        CONNECT_TIMEOUT,
                        "Connect timeout",
                        ConfigDef.Type.INT,
                        30_000,
                        Range.atLeast(0),
                        "Milliseconds to wait until the connection is made, 0 for ever.")
                .add(
                        SOCKET_TIMEOUT,
                        "Answer timeout",
                        ConfigDef.Type.INT,
                        300_000,
                        Range.atLeast(0),
                        "Milliseconds to wait for the server's answer before the connection counts as lost, 0 for "
                                + "ever. DDL statements may take longer.");
    }

    private static void addStore(OptionGroup group, String key, String name, String content) {
        group.add(key, name, ConfigDef.Type.STRING, null, "File (JKS or PKCS12) with " + content + ".")
                .add(
                        key + ".password",
                        name + " password",
                        ConfigDef.Type.PASSWORD,
                        null,
                        "Password of the file in " + key + ".");
    }

    /** Reads these options. */
    public static ConnectionOptions from(AbstractConfig config) {
        int port = config.getInt(PORT);
        Set<ServerAddress> servers = new LinkedHashSet<>();
        servers.add(new ServerAddress(config.getString(HOST), port));
        servers.addAll(ServerAddress.list(config.getString(HOSTS), port));
        return new ConnectionOptions(
                List.copyOf(servers),
                config.getString(USER),
                config.getPassword(PASSWORD),
                new Tls(SslMode.parse(config.getString(SSL_MODE)), store(config, KEYSTORE), store(config, TRUSTSTORE)),
                new Timeouts(
                        Duration.ofMillis(config.getInt(CONNECT_TIMEOUT)),
                        Duration.ofMillis(config.getInt(SOCKET_TIMEOUT))));
    }

    private static Optional<Store> store(AbstractConfig config, String key) {
        return Optional.ofNullable(config.getString(key))
                .map(path -> new Store(path, Optional.ofNullable(config.getPassword(key + ".password"))));
    }

    /** Refuses what would change the driver's URL. */
    private static final class HostName implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (!(value instanceof String host) || !ServerAddress.isHost(host)) {
                throw new ConfigException(
                        name,
                        value,
                        "It must be one host name or address, without port; the port is in " + PORT
                                + ". Further servers belong into " + HOSTS + ".");
            }
        }

        @Override
        public String toString() {
            return "one host name or address";
        }
    }
}
