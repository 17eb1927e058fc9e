// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.SnapshotBatch;
import java.util.List;

/**
 * One of the sessions that write a stream's groups side by side. Methods throw {@link ApplyFailure} after having rolled
 * back what they began; all are called by one thread at a time.
 */
public interface Lane {
    /**
     * Connects, for the first time or again, under the epoch of the stream's claim; then {@link #has} is up to date.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP} when another task has claimed the stream
     */
    void connect();

    /** Tells whether the transaction's effect is on the target, by whatever lane. */
    boolean has(Gtid gtid);

    /** Returns what the group will touch, under the target's keys as they are now. */
    WriteSet writeSet(TransactionGroup group);

    /**
     * Opens a target transaction and writes the mark, the progress and all rows of the group into it.
     *
     * @param first whether all earlier groups are durable, so that what does not fit will never fit
     */
    void write(TransactionGroup group, boolean first);

    /**
     * Prepares transactions of the target, one for each group that it does not have yet. {@link #commit} sends them in
     * this order; when it fails, {@link #has} tells which are durable.
     */
    void prepare(List<TransactionGroup> singles);

    /** Tells whether the target has this record of a first copy and all before it, by whatever lane. */
    boolean hasCopied(SnapshotHeader record);

    /** Opens a target transaction and writes the mark, the progress and rows of a first copy into it. */
    void copy(SnapshotBatch batch);

    /** Likewise rows of a snapshot out of tables' topics, but for those that the target has already. */
    void copy(LooseRows rows);

    /** Commits what was written, or sends what was prepared. */
    void commit();

    /** Undoes what was written. */
    void rollback();
}
