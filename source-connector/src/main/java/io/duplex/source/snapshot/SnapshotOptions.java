// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import io.duplex.source.table.NamePatterns;
import java.time.Duration;
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
 * @param tables which of the captured tables are copied, all when empty
 * @param fetchSize rows that the driver reads at once
 * @param lockTimeout how long to wait for the lock
 * @param delay how long to wait before the copy
 * @param startGtids where to begin without an offset and without a copy
 */
public record SnapshotOptions(
        SnapshotMode mode,
        Locking locking,
        NamePatterns tables,
        int fetchSize,
        Duration lockTimeout,
        Duration delay,
        Optional<GtidSet> startGtids) {
    public static final String MODE = "snapshot.mode";
    public static final String LOCKING = "snapshot.locking.mode";
    public static final String TABLES = "snapshot.include.collection.list";
    public static final String FETCH_SIZE = "snapshot.fetch.size";
    public static final String LOCK_TIMEOUT = "snapshot.lock.timeout.ms";
    public static final String DELAY = "snapshot.delay.ms";
    public static final String START_GTIDS = "start.gtid.set";

    /** {@code snapshot.locking.mode}. */
    public enum Locking {
        /** Until the position and the tables' definitions are read. */
        MINIMAL,
        /** Until all rows are read. */
        EXTENDED,
        /** Not at all. */
        NONE
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Snapshot")
                .add(
                        MODE,
                        "Mode",
                        ConfigDef.Type.STRING,
                        "initial",
                        Choice.of(SnapshotMode.names()),
                        "What is copied before the binlog is read: initial (everything, once), initial_only (and the "
                                + "binlog is not read), always (at each start), when_needed (also when the server has "
                                + "purged what follows the offset), no_data (only the tables' definitions; schema_only "
                                + "and never are older names) or recovery (the definitions, into a lost schema "
                                + "history; schema_only_recovery is an older name).")
                .add(
                        LOCKING,
                        "Locking",
                        ConfigDef.Type.STRING,
                        "minimal",
                        Choice.of("minimal", "extended", "none"),
                        "How long writers are held up: minimal (until position and definitions are read), extended "
                                + "(until all rows are read) or none (never; correct only while nothing is written).");
        defineReading(group);
    }

    private static void defineReading(OptionGroup group) {
        group.add(
                        TABLES,
                        "Copied tables",
                        ConfigDef.Type.STRING,
                        null,
                        NamePatterns.validator(),
                        "Regular expressions, separated by commas, over database.table: which of the captured tables "
                                + "have their rows copied, all when not given.")
                .add(
                        FETCH_SIZE,
                        "Fetch size",
                        ConfigDef.Type.INT,
                        null,
                        "Rows that are read at once through a cursor of the server; without it rows stream one by one, "
                                + "which needs no memory on either side.")
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
                                + "then, and the tables must not have been altered since.");
    }

    /** Reads these options. */
    public static SnapshotOptions from(AbstractConfig config) {
        Integer fetchSize = config.getInt(FETCH_SIZE);
        String start = config.getString(START_GTIDS);
        return new SnapshotOptions(
                SnapshotMode.parse(config.getString(MODE)),
                Locking.valueOf(config.getString(LOCKING).toUpperCase(Locale.ROOT)),
                NamePatterns.parse(config.getString(TABLES)),
                fetchSize == null ? Integer.MIN_VALUE : fetchSize,
                Duration.ofMillis(config.getLong(LOCK_TIMEOUT)),
                Duration.ofMillis(config.getLong(DELAY)),
                Optional.ofNullable(start).filter(text -> !text.isBlank()).map(GtidSet::parse));
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
