// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one transaction that came from several partitions, each sorted, and are handed out in the transaction's
 * order.
 */
final class GatheredRows {
    private final Map<TableId, Rows> tables = new HashMap<>();
    private final Map<String, Rows> collections = new HashMap<>();
    private long taken;
    private int held;
    private long bytes;

    /** The rows of one table. */
    private static final class Rows {
        private final TreeMap<Long, Received.Row> waiting = new TreeMap<>();
        private long seen;
        private long handedOut;

        /** Tells whether the table's next row is here; rows without their number in the table count as such. */
        boolean nextIsHere() {
            Map.Entry<Long, Received.Row> first = waiting.firstEntry();
            return first != null && isNext(first.getValue());
        }

        boolean isNext(Received.Row row) {
            long order = row.change()
                    .transaction()
                    .map(TransactionBlock::dataCollectionOrder)
                    .orElse(handedOut + 1);
            return order == handedOut + 1;
        }
    }

    /** Takes a row, unless it was here already. */
    void add(Received.Row row) {
        if (row.totalOrder() <= taken) {
            return;
        }
        Rows rows = tables.computeIfAbsent(
                row.table(), table -> collections.computeIfAbsent(table.toString(), none -> new Rows()));
        if (rows.waiting.putIfAbsent(row.totalOrder(), row) == null) {
            rows.seen++;
            held++;
            bytes += RowSize.of(row.change());
        }
    }

    /** Tells whether the row was here already. */
    boolean knows(Received.Row row) {
        if (row.totalOrder() <= taken) {
            return true;
        }
        Rows rows = tables.get(row.table());
        return rows != null && rows.waiting.containsKey(row.totalOrder());
    }

    /** Tells whether the row is its table's next one: whether the rows of others may go before it depends on it. */
    boolean isNextOfTable(Received.Row row) {
        Rows rows = tables.get(row.table());
        return rows == null || rows.isNext(row);
    }

    /** Returns the place of the first row that is held. */
    long first() {
        Rows rows = firstRows();
        return rows == null ? Long.MAX_VALUE : rows.waiting.firstKey();
    }

    private @Nullable Rows firstRows() {
        Rows least = null;
        for (Rows rows : collections.values()) {
            if (!rows.waiting.isEmpty() && (least == null || rows.waiting.firstKey() < least.waiting.firstKey())) {
                least = rows;
            }
        }
        return least;
    }

    /** Takes the first row out. */
    Received.Row take() {
        Rows rows = firstRows();
        if (rows == null) {
            throw new IllegalStateException("No row is held");
        }
        Received.Row row = rows.waiting.pollFirstEntry().getValue();
        rows.handedOut++;
        taken = row.totalOrder();
        held--;
        bytes -= RowSize.of(row.change());
        return row;
    }

    /** Returns the place of the row that was taken out last. */
    long taken() {
        return taken;
    }

    /** Returns how many rows of the table came so far. */
    long seen(String collection) {
        Rows rows = collections.get(collection);
        return rows == null ? 0 : rows.seen;
    }

    Collection<String> collections() {
        return collections.keySet();
    }

    /** Tells whether the table has no more rows than these to hand out, or its next one is here. */
    boolean isReady(String collection, long count) {
        Rows rows = collections.get(collection);
        return rows == null ? count == 0 : rows.handedOut >= count || rows.nextIsHere();
    }

    int held() {
        return held;
    }

    long bytes() {
        return bytes;
    }
}
