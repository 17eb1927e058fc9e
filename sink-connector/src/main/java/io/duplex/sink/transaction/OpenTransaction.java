// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;

/** A transaction of which BEGIN has arrived and END has not. */
final class OpenTransaction {
    private final TransactionHeader header;
    private final Coordinates begin;
    private final AssemblyOptions options;
    private List<Received.Row> rows = new ArrayList<>();
    private Coordinates partFirst;
    private long bytes;
    private long lastOrder;
    private boolean large;
    private boolean ddlSeen;

    OpenTransaction(Received.Begin begin, AssemblyOptions options) {
        this.header = begin.header();
        this.begin = begin.coordinates();
        this.partFirst = begin.coordinates();
        this.options = options;
    }

    TransactionHeader header() {
        return header;
    }

    Coordinates begin() {
        return begin;
    }

    boolean is(String transactionId) {
        return header.gtid().toString().equals(transactionId);
    }

    /** Takes the next row; one that is here already changes nothing. */
    void add(Received.Row row, boolean selected) {
        if (row.totalOrder() <= lastOrder) {
            return;
        }
        if (row.totalOrder() != lastOrder + 1) {
            throw new DataException("Transaction " + header.gtid() + " of source " + begin.source() + ": row "
                    + (lastOrder + 1) + " is missing, row " + row.totalOrder() + " follows at " + row.coordinates()
                    + ". Records of the topic were deleted or filtered out; transformations must keep every record of "
                    + "a stream topic, tables are excluded by " + TableSelection.EXCLUDE + ".");
        }
        lastOrder = row.totalOrder();
        if (selected) {
            rows.add(row);
            bytes += RowSize.of(row.change());
        }
    }

    /** Notes the statement that the transaction's rows depend on; tells whether it is here for the first time. */
    boolean takesDdl() {
        boolean first = !ddlSeen;
        ddlSeen = true;
        return first;
    }

    /** Tells whether the limits of memory are reached. */
    boolean full() {
        return rows.size() >= options.maxRows() || bytes >= options.maxBytes();
    }

    /** Hands out what is in memory as the start, when it is the first time, and a part of a large transaction. */
    List<Unit> spill(Coordinates last) {
        List<Unit> units = new ArrayList<>();
        if (!large) {
            large = true;
            units.add(new LargeTransaction.Start(header, begin, begin));
        }
        part(last).ifPresent(units::add);
        return units;
    }

    private Optional<Unit> part(Coordinates last) {
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        Unit part = new LargeTransaction.Part(header, rows, partFirst, last);
        rows = new ArrayList<>();
        bytes = 0;
        partFirst = last;
        return Optional.of(part);
    }

    /** Hands out the whole transaction, or the rest and the end of a large one. */
    List<Unit> end(Received.End end) {
        if (end.eventCount() != lastOrder) {
            throw new DataException("Transaction " + header.gtid() + " of source " + begin.source() + " has "
                    + end.eventCount() + " rows by its END at " + end.coordinates() + ", but " + lastOrder
                    + " arrived since its BEGIN at " + begin
                    + ". Records of the topic were deleted or filtered out; transformations must keep every record of "
                    + "a stream topic, tables are excluded by " + TableSelection.EXCLUDE + ".");
        }
        if (!large) {
            return List.of(new ReplicatedTransaction(header, rows, begin, end.coordinates()));
        }
        List<Unit> units = new ArrayList<>();
        part(end.coordinates()).ifPresent(units::add);
        units.add(new LargeTransaction.End(header, lastOrder, begin, end.coordinates()));
        return units;
    }

    @Override
    public String toString() {
        return header.gtid() + " from " + begin + ", rows so far " + lastOrder;
    }
}
