// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.table.TableId;
import io.duplex.source.metrics.SnapshotMetrics;
import io.duplex.source.notification.Notifications;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells how incremental snapshots go: notifications and metrics, with Debezium's names for everything, and the log. */
public final class IncrementalNotices {
    private static final Logger LOG = LoggerFactory.getLogger(IncrementalNotices.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final String AGGREGATE = "Incremental Snapshot";
    private static final String TABLES = "data_collections";

    private final Notifications notifications;
    private final SnapshotMetrics metrics;
    private final Clock clock;
    private Instant due = Instant.EPOCH;

    public IncrementalNotices(Notifications notifications, SnapshotMetrics metrics, Clock clock) {
        this.notifications = notifications;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** An earlier task has begun; nothing is notified. */
    void goesOn(Collection<PendingTable> left) {
        metrics.started();
        added(left);
    }

    /** These tables wait, too. */
    void added(Collection<PendingTable> tables) {
        metrics.tablesKnown(tables.stream().map(PendingTable::id).toList());
    }

    /** How the reading of a table ended. */
    enum TableEnd {
        EMPTY,
        NO_PRIMARY_KEY,
        SQL_EXCEPTION,
        SUCCEEDED,
        UNKNOWN_SCHEMA
    }

    /** What happened to all tables that are left. */
    enum Event {
        STARTED,
        PAUSED,
        RESUMED
    }

    void event(Event event, Optional<String> signal, Collection<PendingTable> left) {
        switch (event) {
            case STARTED -> goesOn(left);
            case PAUSED -> metrics.paused();
            case RESUMED -> metrics.resumed();
        }
        notifications.tell(signal, AGGREGATE, event.name(), Map.of(TABLES, names(left)));
    }

    void aborted(Optional<String> signal, List<TableId> stopped, boolean all) {
        metrics.noWindow();
        if (all) {
            metrics.aborted();
        }
        String names = stopped.stream().map(TableId::toString).collect(Collectors.joining(","));
        notifications.tell(signal, AGGREGATE, "ABORTED", Map.of(TABLES, names));
    }

    /**
     * A chunk was read.
     *
     * @param first whether it is the first one of its table
     */
    void inProgress(ChunkWindow window, SnapshotQueue queue, boolean first) {
        Collection<PendingTable> left = queue.left();
        List<?> from = Arrays.asList(window.firstKey());
        metrics.window(window.id(), from, Arrays.asList(queue.reached()));
        if (first) {
            metrics.tableEnds(from, Arrays.asList(queue.maximum()));
        }
        metrics.rowsCopied(queue.current().id(), queue.rows());
        if (!clock.instant().isBefore(due)) {
            due = clock.instant().plus(INTERVAL);
            LOG.info(
                    "Table is being copied by a signal table={} rows={} reached={} last={} remainingTables={}",
                    queue.current().id(),
                    queue.rows(),
                    StoredKey.text(queue.reached()),
                    StoredKey.text(queue.maximum()),
                    left.size());
        }
        inProgress(queue.signal(), left, queue.maximum(), queue.reached());
    }

    private void inProgress(
            Optional<String> signal, Collection<PendingTable> left, Object[] maximum, Object[] reached) {
        notifications.tell(
                signal,
                AGGREGATE,
                "IN_PROGRESS",
                Map.of(
                        TABLES,
                        names(left),
                        "current_collection_in_progress",
                        current(left),
                        "maximum_key",
                        StoredKey.text(maximum),
                        "last_processed_key",
                        StoredKey.text(reached)));
    }

    void tableCompleted(Optional<String> signal, Collection<PendingTable> left, long rows, TableEnd end) {
        metrics.tableCompleted(left.iterator().next().id(), rows);
        metrics.noWindow();
        notifications.tell(
                signal,
                AGGREGATE,
                "TABLE_SCAN_COMPLETED",
                Map.of(
                        TABLES,
                        names(left),
                        "scanned_collection",
                        current(left),
                        "total_rows_scanned",
                        String.valueOf(rows),
                        "status",
                        end.name()));
    }

    void completed(Optional<String> signal) {
        metrics.completed();
        notifications.tell(signal, AGGREGATE, "COMPLETED", Map.of());
    }

    private static String current(Collection<PendingTable> left) {
        return left.iterator().next().id().toString();
    }

    private static String names(Collection<PendingTable> tables) {
        return tables.stream().map(table -> table.id().toString()).collect(Collectors.joining(","));
    }
}
