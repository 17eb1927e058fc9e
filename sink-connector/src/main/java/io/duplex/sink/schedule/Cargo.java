// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.util.List;

/** What a flight brings to the target. */
sealed interface Cargo permits TransactionGroup, TransactionRun, CopiedBatch, LooseBatch {
    /** Returns its first record. */
    Coordinates begin();

    /** Tells whether its effect is on the target, by whatever lane. */
    boolean isOn(Lane lane);

    /** Returns what it will touch, under the target's keys as they are now. */
    WriteSet touches(Lane lane);

    /**
     * Opens a target transaction and writes all into it, or prepares what is sent at the commit.
     *
     * @param first whether all that came before it is durable
     */
    void writeTo(Lane lane, boolean first);

    /** Returns the parts to be applied one by one when it cannot be applied as a whole; of one part, itself. */
    List<? extends Cargo> parts();

    /** Counts it, when it is durable. */
    void countIn(StreamMetrics metrics);

    /** Returns its source transactions; rows of a copy belong to none. */
    default List<ReplicatedTransaction> transactions() {
        return List.of();
    }

    /** Tells whether nothing of it reaches the target before its turn to commit has come. */
    default boolean isSentAtCommit() {
        return false;
    }

    /** Tells whether it may commit only after all that came before it, whatever the order of transactions. */
    boolean keepsOrder();
}
