// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.origin.ServerSettings;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.LooseUnit;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;

/**
 * Makes units take effect on the target, each with its mark and its entry in the applied set in the same target
 * transaction. All methods throw {@link ApplyFailure}, after having rolled back what they began. Of one source, called by
 * one thread at a time, while its lanes do nothing; {@link #release} and {@link #close} may come from another thread and
 * end calls that are under way.
 */
public interface Applier extends AutoCloseable {
    /**
     * Makes this task the owner of the source's stream on the target, so that older tasks are fenced, and returns what
     * is applied. Called before the first unit of a stream.
     */
    AppliedSet claim(String source);

    /** Returns one of the sessions that write groups of the claimed stream side by side, counted from 0. */
    Lane lane(String source, int number);

    /**
     * Connects again after {@link FailureKind#RECONNECT} and returns what is applied now. Keeps the epoch of
     * {@link #claim}: fails with {@link FailureKind#STOP} when another task has claimed the stream meanwhile.
     */
    AppliedSet resume(String source);

    /** Applies a whole transaction; without rows it is only added to the applied set. */
    void apply(ReplicatedTransaction transaction);

    /** Opens the target transaction of a large transaction. At most one is open for each source. */
    void begin(LargeTransaction.Start start);

    /** Writes the next rows of the open large transaction. */
    void apply(LargeTransaction.Part part);

    /** Commits the open large transaction. */
    void commit(LargeTransaction.End end);

    /** Adds a transaction without effect to the applied set, and notes that it was skipped. */
    void skip(SkippedTransaction skipped);

    /** Executes a DDL statement, or decides after a crash that it was executed already. */
    void apply(DdlUnit ddl);

    /** Writes a snapshot's rows. */
    void apply(SnapshotBatch batch);

    /** Makes a database or a table of a snapshot. */
    void apply(SnapshotStatement statement);

    /** Writes rows over whatever the target has under their keys. */
    void apply(CopiedRows rows);

    /** Makes a part of a snapshot that tells nothing about the other parts. */
    void apply(LooseUnit unit);

    /** Learns what the server of another site is set to; at any time. */
    default void learn(int site, ServerSettings settings) {}

    /** Undoes the open large transaction. Does not fail. */
    void rollback(String source);

    /** Forgets the source's stream and ends its sessions, so that nothing under way takes effect. Does not fail. */
    void release(String source);

    @Override
    void close();
}
