// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.util.ArrayList;
import java.util.List;

/** Gathers a group within its limits. */
final class GroupBuilder {
    private final LaneOptions options;
    private final LaneOptions.Limit limit;
    private final GtidSet reached;
    private final List<StreamQueue.Item> items = new ArrayList<>();
    private final List<ReplicatedTransaction> transactions = new ArrayList<>();
    private long rows;
    private long bytes;

    /**
     * Begins an empty group.
     *
     * @param reached what is on the target or on its way there before it
     */
    GroupBuilder(LaneOptions options, GtidSet reached) {
        this.options = options;
        this.limit = options.group();
        this.reached = reached;
    }

    boolean isEmpty() {
        return transactions.isEmpty();
    }

    /** Tells whether the transaction may share a target transaction with those that are here. */
    boolean takes(StreamQueue.Item next) {
        return isEmpty()
                || (transactions.size() < options.mostTransactions()
                        && rows + next.unit().heldRows() <= limit.rows()
                        && bytes + next.bytes() <= limit.bytes()
                        && next.unit() instanceof ReplicatedTransaction transaction
                        && isOfOneOrigin(transaction.header()));
    }

    private boolean isOfOneOrigin(TransactionHeader header) {
        TransactionHeader first = transactions.get(0).header();
        return header.origin().site() == first.origin().site()
                && header.site() == first.site()
                && header.path().equals(first.path());
    }

    /** Adds what is to be applied of the item. */
    void add(StreamQueue.Item item, ReplicatedTransaction transaction) {
        items.add(item);
        transactions.add(transaction);
        rows += item.unit().heldRows();
        bytes += item.bytes();
    }

    long rows() {
        return rows;
    }

    long bytes() {
        return bytes;
    }

    List<StreamQueue.Item> items() {
        return items;
    }

    /** In the source's order: what was reached before the group is on the target when it commits. */
    TransactionGroup inOrder() {
        return new TransactionGroup(transactions, reached.plus(executed()));
    }

    /**
     * In the relaxed order.
     *
     * @param applied what is on the target now
     * @param underWay what may not be there yet when the group commits
     */
    TransactionGroup relaxed(GtidSet applied, GtidSet underWay) {
        return new TransactionGroup(transactions, applied.plus(executed().minus(underWay)));
    }

    private GtidSet executed() {
        return transactions.get(0).header().executed();
    }
}
