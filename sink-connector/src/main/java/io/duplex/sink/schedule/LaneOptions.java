// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.server.HeapShare;
import io.duplex.sink.server.OptionGroup;
import java.time.Duration;
import java.util.Arrays;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How much is applied at once.
 *
 * @param workers sessions that write one source's stream side by side
 * @param group most that shares one target transaction
 * @param queue most that waits for the target or is on its way there
 * @param patience how long a group may write, at least, before later ones that hold locks give way to it
 * @param run most transactions that are sent together though each commits by itself; 1 when each is written at once
 */
public record LaneOptions(int workers, CommitOrder order, Limit group, Limit queue, Duration patience, int run) {
    public static final String WORKERS = "apply.workers";
    public static final String COMMIT_ORDER = "apply.commit.order";
    public static final String GROUP_TRANSACTIONS = "apply.group.max.transactions";
    public static final String GROUP_ROWS = "apply.group.max.rows";
    public static final String QUEUE_ROWS = "apply.queue.max.rows";
    public static final String QUEUE_BYTES = "apply.queue.max.bytes";

    private static final HeapShare QUEUE_SHARE = new HeapShare(16, 64L << 20);
    private static final int MOST_WORKERS = 64;
    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final int RUN = 25;

    /** A bound; what alone is larger is taken alone. */
    public record Limit(int transactions, long rows, long bytes) {}

    /** Writes each transaction at once where each commits by itself. */
    public LaneOptions(int workers, CommitOrder order, Limit group, Limit queue, Duration patience) {
        this(workers, order, group, queue, patience, 1);
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Parallel apply")
                .add(
                        WORKERS,
                        "Workers",
                        ConfigDef.Type.INT,
                        4,
                        Range.between(1, MOST_WORKERS),
                        "Sessions of the target that write the transactions of one source side by side.")
                .add(
                        COMMIT_ORDER,
                        "Commit order",
                        ConfigDef.Type.STRING,
                        CommitOrder.SOURCE.value(),
                        ConfigDef.CaseInsensitiveValidString.in(Arrays.stream(CommitOrder.values())
                                .map(CommitOrder::value)
                                .toArray(String[]::new)),
                        "source: transactions become visible on the target in the source's order. relaxed: only those "
                                + "that touch the same rows, keys or parent rows do; readers may see others in another "
                                + "order.")
                .add(
                        GROUP_TRANSACTIONS,
                        "Transactions in a group",
                        ConfigDef.Type.INT,
                        1_000,
                        Range.atLeast(1),
                        "Most source transactions that share one target transaction. They share one only when they "
                                + "have to wait anyway, and never a part of one. 1 keeps each by itself.")
                .add(
                        GROUP_ROWS,
                        "Rows in a group",
                        ConfigDef.Type.INT,
                        2_000,
                        Range.atLeast(1),
                        "Most rows of source transactions that share one target transaction; a transaction with more "
                                + "rows has one of its own.");
        defineQueue(definition);
    }

    private static void defineQueue(ConfigDef definition) {
        new OptionGroup(definition, "Queue")
                .add(
                        QUEUE_ROWS,
                        "Rows in the queue",
                        ConfigDef.Type.INT,
                        20_000,
                        Range.atLeast(1),
                        "Rows of whole transactions that may wait for the target or be on their way, for each source. "
                                + "Beyond that, Kafka waits.")
                .add(
                        QUEUE_BYTES,
                        "Bytes in the queue",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Estimated bytes of heap of these rows, as the limit of rows. " + QUEUE_SHARE);
    }

    /** Returns these options with each source transaction in a target transaction of its own. */
    public LaneOptions ungrouped() {
        return new LaneOptions(workers, order, new Limit(1, group.rows(), group.bytes()), queue, patience, RUN);
    }

    /** Returns these options with each transaction written at once, for rows that are read before they are changed. */
    public LaneOptions withoutRuns() {
        return new LaneOptions(workers, order, group, queue, patience, 1);
    }

    /** Returns how many waiting transactions may go one way together, whether they share a target transaction or not. */
    int mostTransactions() {
        return Math.max(group.transactions(), run);
    }

    /** Tells whether transactions that go one way together keep target transactions of their own. */
    boolean commitsSingly() {
        return group.transactions() == 1;
    }

    /** Returns these options with groups that are small enough for the pace. */
    LaneOptions within(PaceOptions pace) {
        return new LaneOptions(workers, order, pace.limit(group), queue, patience, run);
    }

    /** Reads these options. */
    public static LaneOptions from(AbstractConfig config) {
        long bytes = QUEUE_SHARE.unless(config.getLong(QUEUE_BYTES));
        LaneOptions options = new LaneOptions(
                config.getInt(WORKERS),
                CommitOrder.parse(config.getString(COMMIT_ORDER)),
                // So that a group is never more than a part of what fits.
                new Limit(config.getInt(GROUP_TRANSACTIONS), config.getInt(GROUP_ROWS), Math.max(1, bytes / 4)),
                new Limit(Integer.MAX_VALUE, config.getInt(QUEUE_ROWS), bytes),
                PATIENCE);
        return options.commitsSingly() ? options.ungrouped() : options;
    }
}
