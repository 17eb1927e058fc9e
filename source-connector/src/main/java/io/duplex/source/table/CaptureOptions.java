// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import io.duplex.source.server.OptionGroup;
import io.duplex.source.server.ServerNames;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Which tables are captured. The server's own databases and Duplex's metadata database never are.
 *
 * @param ignoresBuiltin whether {@code mysql} and {@code sys} are never captured
 * @param metadataDatabase Duplex's own database on this server
 * @param signals the signal table, when it is captured whatever the lists say
 */
public record CaptureOptions(
        Lists databases, Lists tables, boolean ignoresBuiltin, String metadataDatabase, Optional<TableId> signals) {
    public static final String DATABASE_INCLUDE = "database.include.list";
    public static final String DATABASE_EXCLUDE = "database.exclude.list";
    public static final String TABLE_INCLUDE = "table.include.list";
    public static final String TABLE_EXCLUDE = "table.exclude.list";

    public static final String IGNORE_BUILTIN = "table.ignore.builtin";

    private static final Set<String> BUILTIN = Set.of("mysql", "sys");

    /** Their tables are views of the server's state, of which nothing is logged. */
    private static final Set<String> VIRTUAL = Set.of("information_schema", "performance_schema");

    /** Names that are wanted and names that are not; at most one of both is given. */
    public record Lists(NamePatterns include, NamePatterns exclude) {
        boolean selects(String name) {
            return include.isEmpty() ? !exclude.matches(name) : include.matches(name);
        }

        boolean empty() {
            return include.isEmpty() && exclude.isEmpty();
        }
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition, ServerNames names) {
        ConfigDef.Validator databases = names.databases(NamePatterns.validator());
        ConfigDef.Validator tables = names.tables(NamePatterns.validator());
        OptionGroup group = new OptionGroup(definition, "Captured tables");
        list(
                group,
                DATABASE_INCLUDE,
                databases,
                "Included databases",
                "databases that are captured, all when not given");
        list(group, DATABASE_EXCLUDE, databases, "Excluded databases", "databases that are not captured");
        list(
                group,
                TABLE_INCLUDE,
                tables,
                "Included tables",
                "tables (database.table) that are captured, all when not given");
        list(group, TABLE_EXCLUDE, tables, "Excluded tables", "tables (database.table) that are not captured");
        group.add(
                IGNORE_BUILTIN,
                "Ignore built-in tables",
                ConfigDef.Type.BOOLEAN,
                true,
                "Whether the tables of the server's own databases mysql and sys are never captured. "
                        + "information_schema and performance_schema never are.");
    }

    private static void list(
            OptionGroup group, String key, ConfigDef.Validator validator, String display, String what) {
        group.add(
                key,
                display,
                ConfigDef.Type.STRING,
                null,
                validator,
                "Regular expressions, separated by commas, over the whole names of " + what + ". Upper and lower case "
                        + "count as the same.");
    }

    /**
     * Reads these options.
     *
     * @throws ConfigException when an include list and its exclude list are both given
     */
    public static CaptureOptions from(AbstractConfig config, String metadataDatabase) {
        return new CaptureOptions(
                lists(config, DATABASE_INCLUDE, DATABASE_EXCLUDE),
                lists(config, TABLE_INCLUDE, TABLE_EXCLUDE),
                config.getBoolean(IGNORE_BUILTIN),
                metadataDatabase,
                Optional.empty());
    }

    /** Returns the same options, which also capture the signal table. */
    public CaptureOptions withSignals(TableId table) {
        return new CaptureOptions(databases, tables, ignoresBuiltin, metadataDatabase, Optional.of(table));
    }

    private static Lists lists(AbstractConfig config, String include, String exclude) {
        @Nullable String included = config.getString(include);
        @Nullable String excluded = config.getString(exclude);
        Lists lists = new Lists(NamePatterns.parse(included), NamePatterns.parse(excluded));
        if (!lists.include().isEmpty() && !lists.exclude().isEmpty()) {
            throw new ConfigException(exclude, excluded, "It cannot be given together with " + include + ".");
        }
        return lists;
    }

    /** Tells whether the database is the user's: neither the server's own nor Duplex's. */
    public boolean isOfUsers(String database) {
        String name = database.toLowerCase(Locale.ROOT);
        return !VIRTUAL.contains(name)
                && !(ignoresBuiltin && BUILTIN.contains(name))
                && !database.equalsIgnoreCase(metadataDatabase);
    }

    /** Tells whether tables of the database may be captured. */
    public boolean capturesDatabase(String database) {
        return isOfUsers(database)
                && (databases.selects(database)
                        || signals.filter(table -> table.database().equals(database))
                                .isPresent());
    }

    /** Tells whether rows of the table become records. */
    public boolean captures(TableId table) {
        return signals.filter(table::equals).isPresent()
                || (capturesDatabase(table.database())
                        && databases.selects(table.database())
                        && tables.selects(table.toString()));
    }

    /** Tells whether everything on the server is captured, so that users and grants belong to it. */
    public boolean capturesAll() {
        return databases.empty() && tables.empty();
    }
}
