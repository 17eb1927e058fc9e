// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.table.TableId;
import io.duplex.source.notification.Notifications;
import io.duplex.source.snapshot.SnapshotListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Notifications about the first copy and blocking snapshots, with Debezium's names for everything. */
final class SnapshotNotices implements SnapshotListener {
    private static final String AGGREGATE = "Initial Snapshot";
    private static final String CURRENT = "current_collection_in_progress";
    private static final String SCANNED = "scanned_collection";
    private static final String TABLES = "data_collections";
    private static final String ROWS = "total_rows_scanned";
    private static final String STATUS = "status";
    private static final String SUCCEEDED = "SUCCEEDED";

    private final Notifications notifications;
    private String tables = "";
    private final Map<TableId, Long> rows = new HashMap<>();

    SnapshotNotices(Notifications notifications) {
        this.notifications = notifications;
    }

    private void tell(String type, Map<String, String> details) {
        notifications.tell(Optional.empty(), AGGREGATE, type, details);
    }

    @Override
    public void started(String id, boolean goesOn) {
        rows.clear();
        tell("STARTED", Map.of());
    }

    @Override
    public void tablesKnown(List<TableId> known) {
        tables = known.stream().map(TableId::toString).collect(Collectors.joining(","));
    }

    @Override
    public void tableStarted(TableId table, long estimatedRows, int chunks) {
        tell("IN_PROGRESS", Map.of(CURRENT, table.toString(), TABLES, tables));
    }

    @Override
    public void chunkStarted(TableId table, Chunk chunk) {
        if (chunk.of() > 1) {
            tell(
                    "TABLE_CHUNK_IN_PROGRESS",
                    Map.of(
                            CURRENT,
                            table.toString(),
                            "chunk_index",
                            String.valueOf(chunk.number() - 1),
                            "total_chunks",
                            String.valueOf(chunk.of()),
                            ROWS,
                            String.valueOf(rows.getOrDefault(table, 0L))));
        }
    }

    @Override
    public void rowsCopied(TableId table, long copied) {
        rows.put(table, copied);
    }

    @Override
    public void chunkCompleted(TableId table, Chunk chunk) {
        if (chunk.of() > 1) {
            tell(
                    "TABLE_CHUNK_COMPLETED",
                    Map.of(
                            SCANNED,
                            table.toString(),
                            TABLES,
                            tables,
                            "chunk_index",
                            String.valueOf(chunk.number() - 1),
                            "total_chunks",
                            String.valueOf(chunk.of()),
                            STATUS,
                            SUCCEEDED));
        }
    }

    @Override
    public void tableCompleted(TableId table, long copied) {
        tell(
                "TABLE_SCAN_COMPLETED",
                Map.of(SCANNED, table.toString(), TABLES, tables, ROWS, String.valueOf(copied), STATUS, SUCCEEDED));
    }

    @Override
    public void completed() {
        tell("COMPLETED", Map.of());
    }

    @Override
    public void aborted() {
        tell("ABORTED", Map.of());
    }

    @Override
    public void skipped() {
        tell("SKIPPED", Map.of());
    }
}
