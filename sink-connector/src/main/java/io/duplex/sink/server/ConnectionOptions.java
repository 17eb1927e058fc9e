// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** How to reach the target server, under the names that the source uses too. */
public record ConnectionOptions(String host, int port, String user, Password password, Tls tls, Timeouts timeouts) {
    public static final String HOST = "database.hostname";
    public static final String PORT = "database.port";
    public static final String USER = "database.user";
    public static final String PASSWORD = "database.password";
    public static final String SSL_MODE = "database.ssl.mode";
    public static final String KEYSTORE = "database.ssl.keystore";
    public static final String KEYSTORE_PASSWORD = "database.ssl.keystore.password";
    public static final String TRUSTSTORE = "database.ssl.truststore";
    public static final String TRUSTSTORE_PASSWORD = "database.ssl.truststore.password";
    public static final String CONNECT_TIMEOUT = "connect.timeout.ms";
    public static final String SOCKET_TIMEOUT = "socket.timeout.ms";

    private static final String GROUP = "Target server";

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

        static SslMode parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        int order = 0;
        definition
                .define(
                        HOST,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new HostName(),
                        Importance.HIGH,
                        "Host name or address of the MySQL server that is written to.",
                        GROUP,
                        ++order,
                        Width.MEDIUM,
                        "Host")
                .define(
                        PORT,
                        ConfigDef.Type.INT,
                        3306,
                        Range.between(1, 65_535),
                        Importance.HIGH,
                        "Port of the MySQL server.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Port")
                .define(
                        USER,
                        ConfigDef.Type.STRING,
                        ConfigDef.NO_DEFAULT_VALUE,
                        new ConfigDef.NonEmptyString(),
                        Importance.HIGH,
                        "User that writes to the server.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "User")
                .define(
                        PASSWORD,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.HIGH,
                        "Password of the user.",
                        GROUP,
                        ++order,
                        Width.SHORT,
                        "Password");
        defineTls(definition, order);
    }

    private static void defineTls(ConfigDef definition, int lastOrder) {
        int order = lastOrder;
        definition.define(
                SSL_MODE,
                ConfigDef.Type.STRING,
                "preferred",
                ConfigDef.CaseInsensitiveValidString.in(
                        "disabled", "preferred", "required", "verify_ca", "verify_identity"),
                Importance.MEDIUM,
                "Whether the connection is encrypted: disabled, preferred, required, verify_ca or verify_identity.",
                GROUP,
                ++order,
                Width.SHORT,
                "Encryption");
        order = defineStore(definition, KEYSTORE, "the client's key and certificate", "Key store", order);
        order = defineStore(definition, TRUSTSTORE, "the certificates that are trusted", "Trust store", order);
        defineTimeout(
                definition,
                CONNECT_TIMEOUT,
                30_000,
                "Milliseconds to wait until the connection is made.",
                "Connect timeout",
                ++order);
        defineTimeout(
                definition,
                SOCKET_TIMEOUT,
                300_000,
                "Milliseconds to wait for the server's answer before the connection counts as lost, 0 for ever. "
                        + "DDL statements may take longer.",
                "Answer timeout",
                ++order);
    }

    private static int defineStore(ConfigDef definition, String key, String content, String name, int order) {
        definition
                .define(
                        key,
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        "File (JKS or PKCS12) with " + content + ".",
                        GROUP,
                        order + 1,
                        Width.LONG,
                        name)
                .define(
                        key + ".password",
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        "Password of the file in " + key + ".",
                        GROUP,
                        order + 2,
                        Width.SHORT,
                        name + " password");
        return order + 2;
    }

    private static void defineTimeout(
            ConfigDef definition, String key, int defaultMillis, String doc, String name, int order) {
        definition.define(
                key,
                ConfigDef.Type.INT,
                defaultMillis,
                Range.atLeast(0),
                Importance.LOW,
                doc,
                GROUP,
                order,
                Width.SHORT,
                name);
    }

    /** Reads these options. */
    public static ConnectionOptions from(AbstractConfig config) {
        return new ConnectionOptions(
                config.getString(HOST),
                config.getInt(PORT),
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
