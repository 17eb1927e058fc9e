// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.snapshot.TableWork.Size;
import io.duplex.source.table.RowFilters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Decides in which order tables are copied, and how each is read. */
final class TableOrder {
    private final SnapshotReading reading;
    private final RowFilters filters;
    private final Map<TableId, Size> sizes;

    TableOrder(SnapshotReading reading, RowFilters filters, Map<TableId, Size> sizes) {
        this.reading = reading;
        this.filters = filters;
        this.sizes = sizes;
    }

    /**
     * Returns the work in order.
     *
     * @param tables to be copied, in the order in which they are without any other
     * @param place where an earlier run was, which has told of its tables that are not among these
     */
    List<TableWork> of(Collection<TableSchema> tables, CopyPlace place) {
        List<TableWork> works = new ArrayList<>();
        for (TableSchema table : tables) {
            boolean goesOn = place.running().filter(table.id()::equals).isPresent()
                    && !place.key().isEmpty();
            works.add(work(table, goesOn ? KeyRange.after(place.key()) : KeyRange.ALL));
        }
        Comparator<TableWork> bySize =
                Comparator.comparingLong(work -> work.size().rows());
        switch (reading.order()) {
            case DISABLED -> {}
            case ASCENDING -> works.sort(bySize);
            case DESCENDING -> works.sort(bySize.reversed());
        }
        // The table that was being copied goes on first: only one has a key to go on from.
        works.sort(Comparator.comparing(work -> work.rest().after().isEmpty()));
        return works;
    }

    private TableWork work(TableSchema table, KeyRange rest) {
        TableSelect all = reading.select(TableSelect.of(table));
        // The line break ends whatever the expression might have left open.
        TableSelect select =
                filters.expression(table.id()).map(sql -> all.where(sql + "\n")).orElse(all);
        Size size = sizes.getOrDefault(table.id(), Size.UNKNOWN);
        return new TableWork(select, rest, size, select.hasKey() && !reading.overridden(table.id()));
    }
}
