// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.server.HeapShare;
import io.duplex.sink.server.OptionGroup;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How much is gathered before it is handed on.
 *
 * @param maxRows rows of one transaction that are held in memory
 * @param maxBytes estimated bytes of one transaction that are held in memory
 * @param copyBatchRows rows of a snapshot that are written in one target transaction
 * @param merge how records of several topics are put in order
 */
public record AssemblyOptions(int maxRows, long maxBytes, int copyBatchRows, MergeOptions merge) {
    public static final String MAX_ROWS = "apply.transaction.max.rows.in.memory";
    public static final String MAX_BYTES = "apply.transaction.max.bytes.in.memory";
    public static final String COPY_BATCH_ROWS = "copy.batch.rows";

    private static final HeapShare SHARE = new HeapShare(64, 16L << 20);

    /** Limits with the usual ones for sources with several topics. */
    public AssemblyOptions(int maxRows, long maxBytes, int copyBatchRows) {
        this(maxRows, maxBytes, copyBatchRows, MergeOptions.DEFAULT);
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Transactions")
                .add(
                        MAX_ROWS,
                        "Rows in memory",
                        ConfigDef.Type.INT,
                        10_000,
                        Range.atLeast(1),
                        "Rows of one source transaction that are held in memory. A larger transaction is written as "
                                + "it arrives, in one target transaction all the same.")
                .add(
                        MAX_BYTES,
                        "Bytes in memory",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Estimated bytes of one source transaction that are held in memory, as the limit of rows. "
                                + SHARE)
                .add(
                        COPY_BATCH_ROWS,
                        "Copied rows per transaction",
                        ConfigDef.Type.INT,
                        1_000,
                        Range.atLeast(1),
                        "Most rows of a snapshot that are written in one target transaction.");
    }

    /** Reads these options. */
    public static AssemblyOptions from(AbstractConfig config) {
        return new AssemblyOptions(
                config.getInt(MAX_ROWS),
                SHARE.unless(config.getLong(MAX_BYTES)),
                config.getInt(COPY_BATCH_ROWS),
                MergeOptions.from(config));
    }
}
