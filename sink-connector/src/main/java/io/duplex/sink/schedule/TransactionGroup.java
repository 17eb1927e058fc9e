// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive whole source transactions of one origin that take effect as one target transaction.
 *
 * @param before what is on the target for certain when the group commits, its own transactions not included
 */
public record TransactionGroup(List<ReplicatedTransaction> transactions, GtidSet before) implements Cargo {
    public TransactionGroup {
        transactions = List.copyOf(transactions);
    }

    /** Returns a group of one. */
    public static TransactionGroup of(ReplicatedTransaction transaction, GtidSet before) {
        return new TransactionGroup(List.of(transaction), before);
    }

    public ReplicatedTransaction first() {
        return transactions.get(0);
    }

    public ReplicatedTransaction last() {
        return transactions.get(transactions.size() - 1);
    }

    public boolean isSingle() {
        return transactions.size() == 1;
    }

    public int originSite() {
        return last().header().origin().site();
    }

    /** Returns the applied set with which the group commits. */
    public GtidSet applied() {
        GtidSet applied = before.plus(since(first(), last()));
        for (ReplicatedTransaction transaction : transactions) {
            applied = applied.plus(transaction.header().gtid());
        }
        return applied;
    }

    /** What the source executed from one to the other: transactions of the group, and others that it did not send. */
    private static GtidSet since(ReplicatedTransaction earlier, ReplicatedTransaction later) {
        return later.header().executed().minus(earlier.header().executed());
    }

    /** Returns each transaction as a group of its own, to be committed one after the other. */
    public List<TransactionGroup> singles() {
        List<TransactionGroup> singles = new ArrayList<>(transactions.size());
        GtidSet durable = before;
        ReplicatedTransaction former = first();
        for (ReplicatedTransaction transaction : transactions) {
            durable = durable.plus(since(former, transaction));
            singles.add(of(transaction, durable));
            durable = durable.plus(transaction.header().gtid());
            former = transaction;
        }
        return singles;
    }

    @Override
    public Coordinates begin() {
        return first().first();
    }

    @Override
    public boolean isOn(Lane lane) {
        return lane.has(last().header().gtid());
    }

    @Override
    public WriteSet touches(Lane lane) {
        return lane.writeSet(this);
    }

    @Override
    public void writeTo(Lane lane, boolean first) {
        lane.write(this, first);
    }

    @Override
    public List<TransactionGroup> parts() {
        return isSingle() ? List.of(this) : singles();
    }

    @Override
    public void countIn(StreamMetrics metrics) {
        metrics.applied(transactions);
    }

    @Override
    public boolean keepsOrder() {
        return false;
    }

    /** Returns how messages name the group. */
    public String name() {
        TransactionHeader last = last().header();
        Gtid first = first().header().gtid();
        return isSingle()
                ? "Transaction " + first + " of site " + last.origin().site()
                : "Transactions " + first + " to " + last.gtid() + " (" + transactions.size() + ") of site "
                        + last.origin().site();
    }
}
