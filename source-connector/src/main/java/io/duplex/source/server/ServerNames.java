// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recommends the names of the server's databases and tables to forms. One instance asks once for all of a definition's
 * options; without an answer nothing is recommended, as the check of the connection says why.
 */
public final class ServerNames {
    private static final Logger LOG = LoggerFactory.getLogger(ServerNames.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** More are no help in a form. */
    private static final int MOST = 10_000;

    private static final ConfigDef CONNECTION = connection();

    private Optional<Asked> asked = Optional.empty();

    private record Asked(ConnectionOptions of, Names names) {}

    private record Names(List<Object> databases, List<Object> tables) {
        static final Names NONE = new Names(List.of(), List.of());
    }

    private static ConfigDef connection() {
        ConfigDef definition = new ConfigDef();
        ConnectionOptions.define(definition);
        return definition;
    }

    /** Returns the validator, which also recommends databases. */
    public ConfigDef.Validator databases(ConfigDef.Validator validator) {
        return new Known(validator, true);
    }

    /** Returns the validator, which also recommends tables as {@code database.table}. */
    public ConfigDef.Validator tables(ConfigDef.Validator validator) {
        return new Known(validator, false);
    }

    private synchronized Names names(Map<String, Object> parsed) {
        Optional<ConnectionOptions> options = options(parsed);
        if (options.isEmpty()) {
            return Names.NONE;
        }
        ConnectionOptions to = options.get();
        Names known =
                asked.filter(last -> last.of().equals(to)).map(Asked::names).orElseGet(() -> ask(to));
        asked = Optional.of(new Asked(to, known));
        return known;
    }

    /** Returns empty when a form is not filled in that far. */
    private static Optional<ConnectionOptions> options(Map<String, Object> parsed) {
        try {
            Set<String> given = CONNECTION.names();
            Map<String, @Nullable Object> values = new HashMap<>(parsed);
            values.keySet().retainAll(given);
            values.values().removeIf(value -> value == null);
            return Optional.of(ConnectionOptions.from(new AbstractConfig(CONNECTION, values, false)));
        } catch (ConfigException unfinished) {
            LOG.debug("No names are recommended, as the connection is not described", unfinished);
            return Optional.empty();
        }
    }

    private static Names ask(ConnectionOptions options) {
        List<Object> databases = new ArrayList<>();
        List<Object> tables = new ArrayList<>();
        try (Connection session =
                        new ServerConnections(options).within(PATIENCE).open();
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("SELECT table_schema, table_name FROM information_schema.tables"
                        + " WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('mysql', 'sys',"
                        + " 'performance_schema', 'information_schema') ORDER BY 1, 2 LIMIT " + MOST)) {
            while (rows.next()) {
                String database = rows.getString(1);
                if (databases.isEmpty() || !databases.get(databases.size() - 1).equals(database)) {
                    databases.add(database);
                }
                tables.add(database + "." + rows.getString(2));
            }
            return new Names(List.copyOf(databases), List.copyOf(tables));
        } catch (SQLException | RuntimeException silent) {
            LOG.debug("No names are recommended, as {} does not answer", options.server(), silent);
            return Names.NONE;
        }
    }

    private final class Known implements ConfigDef.Validator, ConfigDef.Recommender {
        private final ConfigDef.Validator validator;
        private final boolean databases;

        Known(ConfigDef.Validator validator, boolean databases) {
            this.validator = validator;
            this.databases = databases;
        }

        @Override
        public void ensureValid(String name, @Nullable Object value) {
            validator.ensureValid(name, value);
        }

        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            Names names = names(parsed);
            return databases ? names.databases() : names.tables();
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return true;
        }

        @Override
        public String toString() {
            return validator.toString();
        }
    }
}
