// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import io.duplex.protocol.table.TableId;
import io.duplex.source.notification.Notifications;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Notifications about incremental snapshots, with Debezium's names for everything. */
final class IncrementalNotices {
    private static final String AGGREGATE = "Incremental Snapshot";
    private static final String TABLES = "data_collections";

    private final Notifications notifications;

    IncrementalNotices(Notifications notifications) {
        this.notifications = notifications;
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
        notifications.tell(signal, AGGREGATE, event.name(), Map.of(TABLES, names(left)));
    }

    void aborted(Optional<String> signal, List<TableId> stopped) {
        String names = stopped.stream().map(TableId::toString).collect(Collectors.joining(","));
        notifications.tell(signal, AGGREGATE, "ABORTED", Map.of(TABLES, names));
    }

    void inProgress(Optional<String> signal, Collection<PendingTable> left, Object[] maximum, Object[] reached) {
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
        notifications.tell(signal, AGGREGATE, "COMPLETED", Map.of());
    }

    private static String current(Collection<PendingTable> left) {
        return left.iterator().next().id().toString();
    }

    private static String names(Collection<PendingTable> tables) {
        return tables.stream().map(table -> table.id().toString()).collect(Collectors.joining(","));
    }
}
