// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.source.server.Choice;
import io.duplex.source.server.OptionGroup;
import java.util.Locale;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * Incremental snapshots.
 *
 * @param chunkSize rows that are read at once
 * @param readOnly whether nothing may be written to the source server
 */
public record IncrementalOptions(int chunkSize, Strategy strategy, boolean readOnly) {
    public static final String CHUNK_SIZE = "incremental.snapshot.chunk.size";
    public static final String SCHEMA_CHANGES = "incremental.snapshot.allow.schema.changes";
    public static final String STRATEGY = "incremental.snapshot.watermarking.strategy";
    public static final String READ_ONLY = "read.only";

    /** How the end of a chunk is marked in the signal table. */
    public enum Strategy {
        /** By a second row. */
        INSERT_INSERT,
        /** By deleting the row that marked its begin, so that the table stays small. */
        INSERT_DELETE
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Incremental snapshots")
                .add(
                        CHUNK_SIZE,
                        "Chunk size",
                        ConfigDef.Type.INT,
                        1024,
                        Range.atLeast(1),
                        "Rows that an incremental snapshot reads at once and holds in memory.")
                .add(
                        SCHEMA_CHANGES,
                        "Schema changes allowed",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Whether a table may be altered while an incremental snapshot reads it. It always may: a chunk "
                                + "that was read around an ALTER is read again.")
                .add(
                        STRATEGY,
                        "Watermarks",
                        ConfigDef.Type.STRING,
                        "insert_insert",
                        Choice.of("insert_insert", "insert_delete"),
                        "How the begin and the end of a chunk are marked in the signal table: insert_insert (two rows) "
                                + "or insert_delete (one row, which is deleted in the end).")
                .add(
                        READ_ONLY,
                        "Read only",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Whether incremental snapshots take the server's GTID sets for watermarks instead of writing "
                                + "rows into the signal table. They also do without a signal table.");
    }

    /** Reads these options. */
    public static IncrementalOptions from(AbstractConfig config) {
        return new IncrementalOptions(
                config.getInt(CHUNK_SIZE),
                Strategy.valueOf(config.getString(STRATEGY).toUpperCase(Locale.ROOT)),
                config.getBoolean(READ_ONLY));
    }
}
