// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.table.TableId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a snapshot's progress to the log: how far it is, how fast, and how long it may still take. */
final class SnapshotLog implements SnapshotListener {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final Clock clock;
    private Instant tableBegun = Instant.EPOCH;
    private Instant logged = Instant.EPOCH;
    private long estimated;
    private long firstRows = -1;
    private int remaining;

    SnapshotLog(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void tablesKnown(List<TableId> tables) {
        remaining = tables.size();
    }

    @Override
    public void tableStarted(TableId table, long estimatedRows, int chunks) {
        estimated = estimatedRows;
        firstRows = -1;
        tableBegun = clock.instant();
        logged = tableBegun;
        LOG.debug("Table is copied table={} estimatedRows={} parts={}", table, estimatedRows, chunks);
    }

    @Override
    public void rowsCopied(TableId table, long rows) {
        Instant now = clock.instant();
        if (firstRows < 0) {
            firstRows = rows;
            tableBegun = now;
        }
        if (now.isBefore(logged.plus(INTERVAL))) {
            return;
        }
        logged = now;
        long perSecond = rate(rows - firstRows, now);
        String left = estimated <= rows || perSecond == 0
                ? "unknown"
                : Duration.ofSeconds((estimated - rows) / perSecond).toString();
        LOG.info(
                "Table is being copied table={} rows={} estimatedRows={} rowsPerSecond={} remainingTime={}"
                        + " remainingTables={}",
                table,
                rows,
                estimated,
                perSecond,
                left,
                remaining);
    }

    private long rate(long rows, Instant now) {
        long millis = Math.max(1, Duration.between(tableBegun, now).toMillis());
        return rows * 1000 / millis;
    }

    @Override
    public void tableCompleted(TableId table, long rows) {
        remaining--;
        LOG.info("Table copied table={} rows={} remainingTables={}", table, rows, remaining);
    }

    @Override
    public void completed() {
        LOG.info("Snapshot ends");
    }
}
