// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Coordinates;

/** What the scheduler handles as one: takes effect whole, or, the parts of a large transaction, with its end. */
public sealed interface Unit
        permits ReplicatedTransaction,
                LargeTransaction.Start,
                LargeTransaction.Part,
                LargeTransaction.End,
                DdlUnit,
                SnapshotBatch,
                SnapshotStatement,
                CopiedRows,
                LooseUnit,
                Passed {
    /** Returns the record that the unit begins with. */
    Coordinates first();

    /** Returns the record that the unit ends with; all between belong to it. */
    Coordinates last();

    /** Returns how many rows the unit holds in memory. */
    default int heldRows() {
        return 0;
    }

    /** Estimates the heap that the unit's rows take. */
    default long bytes() {
        return 0;
    }

    /** Gives this unit to the method for its kind. */
    void accept(Visitor visitor);

    /** One method for each kind of unit. */
    interface Visitor {
        void transaction(ReplicatedTransaction transaction);

        void largeStart(LargeTransaction.Start start);

        void largePart(LargeTransaction.Part part);

        void largeEnd(LargeTransaction.End end);

        void ddl(DdlUnit ddl);

        void snapshotBatch(SnapshotBatch batch);

        void snapshotStatement(SnapshotStatement statement);

        void copiedRows(CopiedRows rows);

        void loose(LooseUnit unit);

        void passed(Passed passed);
    }
}
