// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.envelope.Received;
import io.duplex.sink.transaction.TransactionAssembler.OpenedTransaction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/**
 * Transactions out of tables' topics that are to be set aside, because a record of theirs cannot be read. The record is found
 * as soon as its topic is read; the transaction's turn comes later, and only then it is taken out, as its other records
 * may have been read before.
 */
final class BrokenTransactions {
    private final Map<String, Map<String, DataException>> unread = new HashMap<>();
    private final Map<String, Broken> met = new HashMap<>();

    /** A transaction whose turn has come, and why it cannot be applied. */
    record Broken(OpenedTransaction transaction, DataException why) {}

    /** Notes that a row cannot be read. */
    void unread(Received.Row row, DataException why) {
        unread.computeIfAbsent(row.coordinates().source(), none -> new HashMap<>())
                .putIfAbsent(row.transactionId(), why);
    }

    /** Returns why the transaction that the record belongs to cannot be read as a whole, empty when it can. */
    Optional<DataException> why(Received received) {
        Map<String, DataException> transactions =
                unread.getOrDefault(received.coordinates().source(), Map.of());
        if (transactions.isEmpty()) {
            return Optional.empty();
        }
        return id(received).map(transactions::get);
    }

    private static Optional<String> id(Received received) {
        if (received instanceof Received.Begin begin) {
            return Optional.of(begin.header().gtid().toString());
        }
        return received instanceof Received.Row row ? Optional.of(row.transactionId()) : Optional.empty();
    }

    /** The transaction's turn has come: nothing of its source goes further until it is {@link #take taken} out. */
    void meet(String source, Broken broken) {
        met.put(source, broken);
    }

    /** Tells whether a transaction of this source waits to be taken out. */
    boolean holds(String source) {
        return !met.isEmpty() && met.containsKey(source);
    }

    /** Returns those that wait to be taken out, which no longer wait. */
    List<Broken> take() {
        if (met.isEmpty()) {
            return List.of();
        }
        List<Broken> taken = List.copyOf(met.values());
        taken.forEach(one -> unread.remove(one.transaction().begin().source()));
        met.clear();
        return taken;
    }

    /** The transaction has passed. */
    void passed(Received.End end) {
        unread.getOrDefault(end.coordinates().source(), new HashMap<>()).remove(end.transactionId());
    }

    /** Forgets all: it will be found again, here or elsewhere. */
    void forget() {
        unread.clear();
        met.clear();
    }
}
