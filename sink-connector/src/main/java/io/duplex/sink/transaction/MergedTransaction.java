// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.Operation;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.envelope.Received.KeyChange;
import java.util.Collection;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * The transaction that is being put together from several partitions. Nothing of it is handed out before all of it is
 * here, unless it is too large for memory.
 */
final class MergedTransaction {
    private final Received.Begin begin;
    private final AssemblyOptions options;
    private final Predicate<String> expected;
    private final GatheredRows rows = new GatheredRows();
    private Received.@Nullable Ddl statement;
    private Received.@Nullable End end;
    private Received.@Nullable Row leaving;
    private boolean large;
    private boolean searching;
    private boolean statementHandedOut;
    private long handedOut;

    /**
     * Begins with nothing but its marker.
     *
     * @param expected tells of a collection, {@code database.table}, whether its topic is read
     */
    MergedTransaction(Received.Begin begin, AssemblyOptions options, Predicate<String> expected) {
        this.begin = begin;
        this.options = options;
        this.expected = expected;
    }

    /** Returns this one with its END, if it is that and known already. */
    MergedTransaction endingWith(Received.@Nullable End known) {
        if (known != null && is(known.transactionId())) {
            end = known;
        }
        return this;
    }

    Received.Begin begin() {
        return begin;
    }

    boolean is(String transactionId) {
        return begin.header().gtid().toString().equals(transactionId);
    }

    void add(Received.Ddl ddl) {
        if (large && !statementHandedOut && handedOut > 0) {
            throw new DataException("The statement of transaction "
                    + begin.header().gtid() + " of source "
                    + begin.coordinates().source() + " at " + ddl.coordinates() + " came after rows of the transaction"
                    + " were handed out. Restart the task: by then its topic is read as far as the others.");
        }
        statement = statement == null ? ddl : statement;
    }

    void add(Received.End marker) {
        end = end == null ? marker : end;
    }

    /**
     * Takes a row, one that is here already without effect.
     *
     * @return whether there was room for it
     */
    boolean add(Received.Row row) {
        if (searching || rows.knows(row)) {
            return true;
        }
        if (isFull() && row.totalOrder() > rows.first() && !rows.isNextOfTable(row)) {
            return false;
        }
        rows.add(row);
        return true;
    }

    /** Returns the tables of which rows are here or, when that is known, are to come. */
    Collection<String> tables() {
        Received.End marker = end;
        return marker == null ? rows.collections() : marker.collections().keySet();
    }

    boolean hasStatement() {
        return statement != null;
    }

    boolean isLarge() {
        return large;
    }

    long bytes() {
        return rows.bytes();
    }

    boolean isFull() {
        return rows.held() >= options.maxRows() || rows.bytes() >= options.maxBytes();
    }

    /** Tells whether nothing more can be taken, and nothing handed out before END tells what is not to come. */
    boolean lacksEnd() {
        return end == null && isFull() && !searching;
    }

    /** Passes rows over from now on: END is all that is looked for. */
    void search() {
        searching = true;
    }

    /** Tells whether rows were passed over and END has come. */
    boolean isFound() {
        return searching && end != null;
    }

    Received.@Nullable End end() {
        return end;
    }

    /** Tells whether everything has come that will come. */
    boolean isWhole() {
        Received.End marker = end;
        if (searching || marker == null || (marker.statement() && statement == null)) {
            return false;
        }
        for (Map.Entry<String, Long> collection : marker.collections().entrySet()) {
            long seen = rows.seen(collection.getKey());
            if (seen > collection.getValue()) {
                throw new DataException("Transaction " + begin.header().gtid() + " of source "
                        + begin.coordinates().source() + " has " + collection.getValue() + " rows of "
                        + collection.getKey() + " by its END at " + marker.coordinates() + ", but " + seen
                        + " arrived. The topics hold records of different sources with the same topic.prefix; give"
                        + " each source its own.");
            }
            if (seen < collection.getValue() && (seen > 0 || expected.test(collection.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Hands out everything; the transaction is over. */
    void finish(Consumer<Received> out) {
        open(out);
        while (rows.held() > 0) {
            handOut(rows.take(), out);
        }
        flushLeaving(out);
        Received.End marker = end;
        if (marker == null) {
            throw new IllegalStateException("Transaction " + begin.header().gtid() + " has no END");
        }
        out.accept(new Received.End(marker.transactionId(), handedOut, marker.coordinates()));
    }

    /**
     * Hands out what is certain to be next, to make room.
     *
     * @return whether anything was
     */
    boolean handOutReady(Consumer<Received> out) {
        boolean any = false;
        while (!searching && rows.held() > 0 && (rows.first() == rows.taken() + 1 || nextOfAllIsHere())) {
            large = true;
            open(out);
            handOut(rows.take(), out);
            any = true;
        }
        return any;
    }

    /** With tables that are not read, numbers are missing: then the least of the tables' next rows is the next. */
    private boolean nextOfAllIsHere() {
        Received.End marker = end;
        if (marker == null) {
            return false;
        }
        for (Map.Entry<String, Long> collection : marker.collections().entrySet()) {
            boolean read = rows.seen(collection.getKey()) > 0 || expected.test(collection.getKey());
            if (read && !rows.isReady(collection.getKey(), collection.getValue())) {
                return false;
            }
        }
        return true;
    }

    private void open(Consumer<Received> out) {
        if (handedOut == 0 && leaving == null && !statementHandedOut) {
            out.accept(begin);
            statementHandedOut = true;
            if (statement != null) {
                out.accept(statement);
            }
        }
    }

    private void handOut(Received.Row row, Consumer<Received> out) {
        Received.Row before = leaving;
        if (before != null
                && row.keyChange() == KeyChange.TAKES_NEW_KEY
                && row.totalOrder() == before.totalOrder() + 1
                && row.table().equals(before.table())) {
            leaving = null;
            number(joined(before, row), out);
            return;
        }
        flushLeaving(out);
        if (row.keyChange() == KeyChange.LEAVES_OLD_KEY) {
            leaving = row;
        } else {
            number(row, out);
        }
    }

    private void flushLeaving(Consumer<Received> out) {
        Received.Row row = leaving;
        leaving = null;
        if (row != null) {
            number(row, out);
        }
    }

    /** Makes one update of the delete and the create as which an update of the key was sent. */
    private static Received.Row joined(Received.Row before, Received.Row after) {
        DecodedChange change = new DecodedChange(
                Operation.UPDATE,
                after.change().source(),
                after.change().transaction(),
                before.change().before(),
                after.change().after());
        return new Received.Row(after.transactionId(), after.totalOrder(), change, after.flags(), after.coordinates());
    }

    private void number(Received.Row row, Consumer<Received> out) {
        handedOut++;
        out.accept(
                row.totalOrder() == handedOut
                        ? row
                        : new Received.Row(
                                row.transactionId(), handedOut, row.change(), row.flags(), row.coordinates()));
    }

    /** Tells what has not come, for messages. */
    String missing() {
        StringJoiner text = new StringJoiner(", ");
        Received.End marker = end;
        if (marker == null) {
            return "its END, and rows of " + rows.collections() + " may follow";
        }
        if (marker.statement() && statement == null) {
            text.add("its CREATE TABLE statement");
        }
        marker.collections().forEach((collection, count) -> {
            long seen = rows.seen(collection);
            if (seen < count && (seen > 0 || expected.test(collection))) {
                text.add((count - seen) + " of " + count + " rows of " + collection);
            }
        });
        return text.toString();
    }
}
