// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import com.mysql.cj.conf.PropertyKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * What is told to the JDBC driver.
 *
 * @param initialStatements SQL that each connection begins with
 * @param queryTimeout how long a statement may take until its first row, zero for ever
 * @param driver class of the driver
 * @param protocol first part of the URL
 * @param properties handed to the driver as they are
 */
public record JdbcOptions(
        List<String> initialStatements,
        Duration queryTimeout,
        String driver,
        String protocol,
        Map<String, String> properties) {
    public static final String INITIAL_STATEMENTS = "database.initial.statements";
    public static final String QUERY_TIMEOUT = "database.query.timeout.ms";
    public static final String DRIVER = "database.jdbc.driver";
    public static final String PROTOCOL = "database.protocol";

    /** Options that begin so are the JDBC driver's. */
    public static final String DRIVER_PREFIX = "driver.";

    private static final String DATABASE_PREFIX = "database.";

    /** The driver's names that are ours, too, and the one on which the meaning of times rests. */
    private static final Set<String> OURS = Set.of("user", "password", "connectionTimeZone");

    private static final JdbcOptions DEFAULTS =
            new JdbcOptions(List.of(), Duration.ZERO, "com.mysql.cj.jdbc.Driver", "jdbc:mysql", Map.of());

    public JdbcOptions {
        initialStatements = List.copyOf(initialStatements);
        properties = Map.copyOf(properties);
    }

    /** Returns MySQL's driver with nothing special. */
    public static JdbcOptions defaults() {
        return DEFAULTS;
    }

    static void define(OptionGroup group) {
        group.add(
                        INITIAL_STATEMENTS,
                        "Initial statements",
                        ConfigDef.Type.STRING,
                        "",
                        "SQL statements, separated by semicolons, that each JDBC connection executes first; a doubled "
                                + "semicolon stands for one within a statement. The binlog's connection does not "
                                + "execute them.")
                .add(
                        QUERY_TIMEOUT,
                        "Query timeout",
                        ConfigDef.Type.INT,
                        600_000,
                        Range.atLeast(0),
                        "Milliseconds that a statement may take until its first row comes, 0 for no limit.")
                .add(
                        DRIVER,
                        "JDBC driver",
                        ConfigDef.Type.STRING,
                        DEFAULTS.driver,
                        new ConfigDef.NonEmptyString(),
                        "Class of the JDBC driver, which must be among the plugin's jars. The binlog is read without "
                                + "it.")
                .add(
                        PROTOCOL,
                        "JDBC protocol",
                        ConfigDef.Type.STRING,
                        DEFAULTS.protocol,
                        new ConfigDef.NonEmptyString(),
                        "First part of the JDBC URL, before ://host:port.");
    }

    static JdbcOptions from(AbstractConfig config) {
        return new JdbcOptions(
                statements(config.getString(INITIAL_STATEMENTS)),
                Duration.ofMillis(config.getInt(QUERY_TIMEOUT)),
                config.getString(DRIVER),
                config.getString(PROTOCOL),
                properties(config));
    }

    /** {@code driver.} wins over {@code database.}. */
    private static Map<String, String> properties(AbstractConfig config) {
        Map<String, String> properties = new TreeMap<>();
        config.originals().forEach((name, value) -> {
            if (isDriverProperty(name)) {
                properties.put(name.substring(DATABASE_PREFIX.length()), String.valueOf(value));
            }
        });
        config.originalsWithPrefix(DRIVER_PREFIX).forEach((name, value) -> properties.put(name, String.valueOf(value)));
        return properties;
    }

    /** Tells whether an option is handed to the driver because the part behind {@code database.} is a name it knows. */
    public static boolean isDriverProperty(String option) {
        if (!option.startsWith(DATABASE_PREFIX)) {
            return false;
        }
        String name = option.substring(DATABASE_PREFIX.length());
        return !OURS.contains(name) && PropertyKey.fromValue(name) != null;
    }

    /** Returns the timeout in the seconds that JDBC counts. */
    int queryTimeoutSeconds() {
        return (int) ((queryTimeout.toMillis() + 999) / 1000);
    }

    /** Returns these options with an end of all waiting for the server. */
    JdbcOptions within(Duration limit) {
        Map<String, String> limited = new TreeMap<>(properties);
        limited.putIfAbsent("socketTimeout", Long.toString(limit.toMillis()));
        Duration shorter = queryTimeout.isZero() || limit.compareTo(queryTimeout) < 0 ? limit : queryTimeout;
        return new JdbcOptions(initialStatements, shorter, driver, protocol, limited);
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
}
