// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.binlog.ReaderOptions.QueueLimits;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import io.duplex.source.server.ServerNames;
import io.duplex.source.table.NamePatterns;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The first copy.
 *
 * @param based what {@code configuration_based} means
 * @param tables which of the captured tables are copied, all when empty
 * @param reading how rows are read
 * @param lockTimeout how long to wait for the lock
 * @param delay how long to wait before the copy
 * @param batchBytes after how many bytes of rows a batch ends
 * @param startGtids where to begin without an offset and without a copy
 * @param checksPosition whether the server is asked if it still has what follows the offset
 */
public record SnapshotOptions(
        SnapshotMode mode,
        SnapshotMode.ConfigurationBased based,
        Locking locking,
        NamePatterns tables,
        SnapshotReading reading,
        Duration lockTimeout,
        Duration delay,
        long batchBytes,
        Optional<GtidSet> startGtids,
        boolean checksPosition) {
    public static final String MODE = "snapshot.mode";
    public static final String BASED = "snapshot.mode.configuration.based.";
    public static final String LOCKING = "snapshot.locking.mode";
    public static final String TABLES = "snapshot.include.collection.list";
    public static final String LOCK_TIMEOUT = "snapshot.lock.timeout.ms";
    public static final String DELAY = "snapshot.delay.ms";
    public static final String START_GTIDS = "start.gtid.set";
    public static final String CHECKS_POSITION = "internal.log.position.check.enable";

    /** {@code snapshot.locking.mode}. */
    public enum Locking {
        /** Until the position and the tables' definitions are read. */
        MINIMAL,
        /** Only those who alter tables, by a backup lock; where the server has none, as {@link #MINIMAL}. */
        MINIMAL_PERCONA,
        /** Only those who alter tables, by a backup lock. */
        MINIMAL_PERCONA_NO_TABLE_LOCKS,
        /** As {@link #MINIMAL}: what may come twice with Debezium comes once. */
        MINIMAL_AT_LEAST_ONCE,
        /** Until all rows are read. */
        EXTENDED,
        /** Not at all. */
        NONE
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition, ServerNames names) {
        OptionGroup group = new OptionGroup(definition, "Snapshot")
                .add(
                        MODE,
                        "Mode",
                        ConfigDef.Type.STRING,
                        "initial",
                        Choice.of(SnapshotMode.names())
                                .refusing("custom", "Duplex loads no classes of Debezium's interface Snapshotter"),
                        "What is copied before the binlog is read: initial (everything, once), initial_only (and the "
                                + "binlog is not read), always (at each start), when_needed (also when the server has "
                                + "purged what follows the offset), no_data (only the tables' definitions; schema_only "
                                + "is an older name), recovery (the definitions, into a lost schema history; "
                                + "schema_only_recovery is an older name), configuration_based (what the options under "
                                + "it say) or never (without an offset, the binlog is read from its beginning).")
                .add(
                        LOCKING,
                        "Locking",
                        ConfigDef.Type.STRING,
                        "minimal",
                        Choice.of(lockings())
                                .refusing("custom", "Duplex loads no classes of Debezium's interface SnapshotLock"),
                        "How writers are held up: minimal (until position and definitions are read; "
                                + "minimal_at_least_once is the same), minimal_percona (only those who alter tables, "
                                + "where the server has a backup lock), minimal_percona_no_table_locks (never by "
                                + "another lock), extended (until all rows are read) or none (never; exact only while "
                                + "nothing is written).");
        SnapshotReading.define(group);
        defineExtent(group, names);
        defineBased(group);
    }

    private static List<String> lockings() {
        return Arrays.stream(Locking.values())
                .map(locking -> locking.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static void defineBased(OptionGroup group) {
        based(group, "snapshot.data", "Copy", "The rows are copied at each start.");
        based(group, "snapshot.schema", "Definitions", "The tables' definitions are read when there is no offset.");
        based(group, "start.stream", "Stream", "The binlog is read afterwards.");
        based(
                group,
                "snapshot.on.schema.error",
                "Without history",
                "The tables' definitions are read anew when the schema history is lost.");
        based(
                group,
                "snapshot.on.data.error",
                "Without binlog",
                "A new snapshot is taken when the server no longer has what follows the offset.");
    }

    private static void based(OptionGroup group, String name, String display, String what) {
        group.add(
                BASED + name,
                "configuration_based: " + display,
                ConfigDef.Type.BOOLEAN,
                false,
                "With " + MODE + "=configuration_based: whether this is done. " + what);
    }

    private static void defineExtent(OptionGroup group, ServerNames names) {
        group.add(
                        TABLES,
                        "Copied tables",
                        ConfigDef.Type.STRING,
                        null,
                        names.tables(NamePatterns.validator()),
                        "Regular expressions, separated by commas, over database.table: which of the captured tables "
                                + "have their rows copied, all when not given.")
                .add(
                        LOCK_TIMEOUT,
                        "Lock timeout",
                        ConfigDef.Type.LONG,
                        10_000L,
                        Range.atLeast(1),
                        "Milliseconds to wait for the lock, rounded up to seconds.")
                .add(
                        DELAY,
                        "Delay",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Milliseconds to wait before the snapshot begins.")
                .add(
                        START_GTIDS,
                        "Start",
                        ConfigDef.Type.STRING,
                        null,
                        new Gtids(),
                        "GTID set after which the binlog is read when there is no offset yet. No rows are copied "
                                + "then, and the tables must not have been altered since.")
                .add(
                        CHECKS_POSITION,
                        "Check of the position",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether a start checks that the server still has what follows the connector's offset. Without "
                                + "the check snapshot.mode=when_needed takes no new snapshot for that, and the "
                                + "server refuses to send its binlog.");
    }

    /** Reads these options. */
    public static SnapshotOptions from(AbstractConfig config) {
        String start = config.getString(START_GTIDS);
        return new SnapshotOptions(
                SnapshotMode.parse(config.getString(MODE)),
                new SnapshotMode.ConfigurationBased(
                        config.getBoolean(BASED + "snapshot.data"),
                        config.getBoolean(BASED + "snapshot.schema"),
                        config.getBoolean(BASED + "start.stream"),
                        config.getBoolean(BASED + "snapshot.on.schema.error"),
                        config.getBoolean(BASED + "snapshot.on.data.error")),
                Locking.valueOf(config.getString(LOCKING).toUpperCase(Locale.ROOT)),
                NamePatterns.parse(config.getString(TABLES)),
                SnapshotReading.from(config),
                Duration.ofMillis(config.getLong(LOCK_TIMEOUT)),
                Duration.ofMillis(config.getLong(DELAY)),
                QueueLimits.from(config).batchBytes(),
                Optional.ofNullable(start).filter(text -> !text.isBlank()).map(GtidSet::parse),
                config.getBoolean(CHECKS_POSITION));
    }

    /** Tells whether the binlog is read after the snapshot. */
    public boolean streams() {
        return mode == SnapshotMode.CONFIGURATION_BASED ? based.stream() : mode != SnapshotMode.INITIAL_ONLY;
    }

    boolean copies(String table) {
        return tables.isEmpty() || tables.matches(table);
    }

    private static final class Gtids implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            try {
                if (value != null) {
                    GtidSet.parse((String) value);
                }
            } catch (IllegalArgumentException wrong) {
                throw new ConfigException(name, value, wrong.getMessage());
            }
        }

        @Override
        public String toString() {
            return "a GTID set as the server prints it";
        }
    }
}
