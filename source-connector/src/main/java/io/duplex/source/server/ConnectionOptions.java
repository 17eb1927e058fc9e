// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the source server, under Debezium's names.
 *
 * @param initialStatements SQL that each JDBC connection begins with
 * @param driver properties handed to the JDBC driver as they are
 */
public record ConnectionOptions(
        String host,
        int port,
        String user,
        Password password,
        Tls tls,
        Duration connectTimeout,
        List<String> initialStatements,
        Map<String, String> driver) {
    public static final String HOST = "database.hostname";
    public static final String PORT = "database.port";
    public static final String USER = "database.user";
    public static final String PASSWORD = "database.password";
    public static final String SSL_MODE = "database.ssl.mode";
    public static final String KEYSTORE = "database.ssl.keystore";
    public static final String TRUSTSTORE = "database.ssl.truststore";
    public static final String CONNECT_TIMEOUT = "connect.timeout.ms";
    public static final String INITIAL_STATEMENTS = "database.initial.statements";

    /** Options that begin so are the JDBC driver's. */
    public static final String DRIVER_PREFIX = "driver.";

    public ConnectionOptions {
        initialStatements = List.copyOf(initialStatements);
        driver = Map.copyOf(driver);
    }

    /** Encryption of the connection. */
    public record Tls(SslMode mode, Optional<Store> keystore, Optional<Store> truststore) {}

    /** A file of keys or certificates. */
    public record Store(String path, Optional<Password> password) {
        /** Returns the name that Java knows the file's format by. */
        public String type() {
            return path.endsWith(".jks") ? "JKS" : "PKCS12";
        }
    }

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

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Source server")
                .require(
                        HOST,
                        "Host",
                        ConfigDef.Type.STRING,
                        new HostName(),
                        "Host name or address of the MySQL server that is read.")
                .add(PORT, "Port", ConfigDef.Type.INT, 3306, Range.between(1, 65_535), "Port of the MySQL server.")
                .require(
                        USER,
                        "User",
                        ConfigDef.Type.STRING,
                        new ConfigDef.NonEmptyString(),
                        "User that reads the binlog and the tables; it needs REPLICATION SLAVE, REPLICATION CLIENT "
                                + "and SELECT, and RELOAD or LOCK TABLES for a snapshot with locks.")
                .add(PASSWORD, "Password", ConfigDef.Type.PASSWORD, "", "Password of the user.")
                .add(
                        SSL_MODE,
                        "Encryption",
                        ConfigDef.Type.STRING,
                        "preferred",
                        ConfigDef.CaseInsensitiveValidString.in(SslMode.names()),
                        "Whether the connections are encrypted: disabled, preferred (when the server can), required, "
                                + "verify_ca (the certificate must be trusted) or verify_identity (and be issued for "
                                + "the host).");
        addStore(group, KEYSTORE, "Key store", "the client's key and certificate");
        addStore(group, TRUSTSTORE, "Trust store", "the certificates that are trusted");
        group.add(
                        CONNECT_TIMEOUT,
                        "Connect timeout",
                        ConfigDef.Type.INT,
                        30_000,
                        Range.atLeast(1),
                        "Milliseconds to wait until a connection is made.")
                .add(
                        INITIAL_STATEMENTS,
                        "Initial statements",
                        ConfigDef.Type.STRING,
                        "",
                        "SQL statements, separated by semicolons, that each JDBC connection executes first; a doubled "
                                + "semicolon stands for one within a statement. The binlog's connection does not "
                                + "execute them.");
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
        Map<String, String> driver = new TreeMap<>();
        config.originalsWithPrefix(DRIVER_PREFIX).forEach((name, value) -> driver.put(name, String.valueOf(value)));
        return new ConnectionOptions(
                config.getString(HOST),
                config.getInt(PORT),
                config.getString(USER),
                config.getPassword(PASSWORD),
                new Tls(SslMode.parse(config.getString(SSL_MODE)), store(config, KEYSTORE), store(config, TRUSTSTORE)),
                Duration.ofMillis(config.getInt(CONNECT_TIMEOUT)),
                statements(config.getString(INITIAL_STATEMENTS)),
                driver);
    }

    private static Optional<Store> store(AbstractConfig config, String key) {
        return Optional.ofNullable(config.getString(key))
                .map(path -> new Store(path, Optional.ofNullable(config.getPassword(key + ".password"))));
    }

    /** Splits at single semicolons; doubled ones become one. */
    static List<String> statements(String text) {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            boolean semicolon = i < text.length() && text.charAt(i) == ';';
            if (semicolon && i + 1 < text.length() && text.charAt(i + 1) == ';') {
                statement.append(';');
                i++;
            } else if (semicolon || i == text.length()) {
                if (!statement.toString().isBlank()) {
                    statements.add(statement.toString().trim());
                }
                statement.setLength(0);
            } else {
                statement.append(text.charAt(i));
            }
        }
        return statements;
    }

    /** Returns {@code host:port}, as messages name the server. */
    public String server() {
        return host + ":" + port;
    }

    /** Refuses what would change the driver's URL. */
    private static final class HostName implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (!(value instanceof String host) || !host.matches("[A-Za-z0-9._:%-]+")) {
                throw new ConfigException(
                        name, value, "It must be one host name or address, without port; the port is in " + PORT + ".");
            }
        }

        @Override
        public String toString() {
            return "one host name or address";
        }
    }
}
