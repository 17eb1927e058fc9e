// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Options {@code schema.history.internal.*}, under Debezium's names. */
public record SchemaHistoryOptions(
        Store store, KafkaHistoryOptions kafka, String file, boolean skipUnparseable, Scope scope, int copyStatements) {
    static final String PREFIX = "schema.history.internal.";
    static final String FILE = PREFIX + "file.filename";

    private static final String STORE = "schema.history.internal";
    private static final String SKIP = PREFIX + "skip.unparseable.ddl";
    private static final String ONLY_TABLES = PREFIX + "store.only.captured.tables.ddl";
    private static final String ONLY_DATABASES = PREFIX + "store.only.captured.databases.ddl";

    private static final String COPY = PREFIX + "copy.statements";

    /** Where a history can be kept. */
    enum Store {
        KAFKA("io.debezium.storage.kafka.history.KafkaSchemaHistory"),
        FILE("io.debezium.storage.file.history.FileSchemaHistory"),
        MEMORY("io.debezium.relational.history.MemorySchemaHistory");

        private final String className;

        Store(String className) {
            this.className = className;
        }

        static List<String> classNames() {
            List<String> names = new ArrayList<>();
            for (Store store : values()) {
                names.add(store.className);
            }
            return names;
        }

        static Store of(String className) {
            for (Store store : values()) {
                if (store.className.equalsIgnoreCase(className)) {
                    return store;
                }
            }
            throw new ConfigException(STORE, className, "It must be one of " + classNames() + ".");
        }
    }

    /** Which statements are kept. */
    record Scope(boolean onlyCapturedTables, boolean onlyCapturedDatabases) {}

    /** Adds the options. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Schema history")
                .add(
                        STORE,
                        "History store",
                        ConfigDef.Type.STRING,
                        Store.KAFKA.className,
                        Choice.of(Store.classNames()),
                        "Where the schema history is kept, by Debezium's class name: Kafka, file or memory.");
        KafkaHistoryOptions.define(group);
        group.add(
                        FILE,
                        "History file",
                        ConfigDef.Type.STRING,
                        "",
                        "File of the schema history, when it is kept in a file.")
                .add(
                        SKIP,
                        "Skip unreadable DDL",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Go on after DDL that cannot be parsed; the table model may be wrong from then on.")
                .add(
                        ONLY_TABLES,
                        "DDL of captured tables",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Keep only DDL of captured tables.")
                .add(
                        ONLY_DATABASES,
                        "DDL of captured databases",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Keep only DDL of captured databases.")
                .add(
                        COPY,
                        "Statements between full copies",
                        ConfigDef.Type.INT,
                        1_000,
                        ConfigDef.Range.atLeast(0),
                        "After how many DDL statements a full copy of the table model is written into the schema history,"
                                + " so that a start reads that and what came after it; 0 for never. Debezium passes"
                                + " the copies over.");
    }

    /**
     * Reads the options.
     *
     * @throws ConfigException when one is missing that the chosen store needs
     */
    public static SchemaHistoryOptions from(AbstractConfig config) {
        Store store = Store.of(config.getString(STORE));
        if (store == Store.KAFKA) {
            require(config, KafkaHistoryOptions.TOPIC, "the topic that keeps the schema history");
            require(config, KafkaHistoryOptions.SERVERS, "the brokers that keep the schema history");
        } else if (store == Store.FILE) {
            require(config, FILE, "the file that keeps the schema history");
        }
        return new SchemaHistoryOptions(
                store,
                KafkaHistoryOptions.from(config),
                config.getString(FILE),
                config.getBoolean(SKIP),
                new Scope(config.getBoolean(ONLY_TABLES), config.getBoolean(ONLY_DATABASES)),
                config.getInt(COPY));
    }

    private static void require(AbstractConfig config, String name, String what) {
        if (config.getString(name).isBlank()) {
            throw new ConfigException(name + " is missing: name " + what + " there.");
        }
    }

    /** Opens the history, which the caller closes; a missing topic is created. */
    public SchemaHistory open(String connectorName) {
        return switch (store) {
            case MEMORY -> new MemorySchemaHistory();
            case FILE -> new FileSchemaHistory(Path.of(file));
            case KAFKA -> {
                KafkaSchemaHistory history = new KafkaSchemaHistory(kafka, connectorName);
                history.start();
                yield history;
            }
        };
    }

    /** Whether statements of other tables are passed over. */
    public boolean onlyCapturedTables() {
        return scope.onlyCapturedTables();
    }

    /** Whether DDL that cannot be parsed is passed over with a warning. */
    public boolean skipsUnparseable() {
        return skipUnparseable;
    }

    /**
     * Tells whether a record of the schema change topic is made.
     *
     * @param table that it is about
     * @param database that it is about, empty when it changes none
     */
    public boolean tells(
            Optional<TableId> table,
            Optional<String> database,
            Predicate<TableId> tableCaptured,
            Predicate<String> databaseCaptured) {
        if (scope.onlyCapturedTables()) {
            return table.map(tableCaptured::test)
                    .orElseGet(() -> database.map(databaseCaptured::test).orElse(false));
        }
        return !scope.onlyCapturedDatabases()
                || database.filter(name -> !name.isEmpty())
                        .map(databaseCaptured::test)
                        .orElse(true);
    }

    /** Tells whether a snapshot tells and keeps the definition of this table. */
    public boolean defines(TableId table, CaptureOptions capture) {
        if (scope.onlyCapturedTables()) {
            return capture.captures(table);
        }
        return scope.onlyCapturedDatabases()
                ? capture.capturesDatabase(table.database())
                : capture.isOfUsers(table.database());
    }

    /** Returns the order in which a snapshot tells the definitions: by name, or as the include list names the tables. */
    public Comparator<TableId> order(CaptureOptions capture) {
        // Servers sort names in different ways.
        Comparator<TableId> byName = Comparator.comparing(TableId::toString);
        NamePatterns include = capture.tables().include();
        return scope.onlyCapturedTables()
                ? Comparator.comparingInt((TableId table) -> include.firstMatch(table.toString()))
                        .thenComparing(byName)
                : byName;
    }

    /** Tells whether a statement belongs into the history: it shapes tables, and those that the options ask for. */
    public boolean keeps(DdlStatement statement, Predicate<TableId> tableCaptured, Predicate<String> databaseCaptured) {
        if (statement instanceof DdlStatement.Unmodelled || statement.temporary()) {
            return false;
        }
        if (scope.onlyCapturedTables() && statement.ddlClass() != DdlClass.SCHEMA) {
            return statement.tables().stream().anyMatch(tableCaptured);
        }
        boolean filtered = scope.onlyCapturedTables() || scope.onlyCapturedDatabases();
        return !filtered || statement.database().map(databaseCaptured::test).orElse(true);
    }
}
