// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the progress of a stream's first copy to the log: how far it is, how fast, and how long it may still take. */
final class CopyLog {
    private static final Logger LOG = LoggerFactory.getLogger(CopyLog.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    private final String source;
    private final Clock clock;
    private @Nullable TableId table;
    private Instant begun = Instant.EPOCH;
    private Instant logged = Instant.EPOCH;
    private long estimated;
    private long rows;

    CopyLog(String source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /** Counts rows that are written; they come by table. */
    synchronized void copied(List<Received.SnapshotRow> written) {
        for (Received.SnapshotRow row : written) {
            if (!row.table().equals(table)) {
                ended();
                begin(row.table());
            }
            row.header().tableRows().ifPresent(estimate -> estimated = estimate);
            rows++;
        }
        Instant now = clock.instant();
        if (!written.isEmpty() && !now.isBefore(logged.plus(INTERVAL))) {
            logged = now;
            log();
        }
    }

    private void begin(TableId next) {
        table = next;
        begun = clock.instant();
        logged = begun;
        estimated = 0;
        rows = 0;
    }

    private void ended() {
        if (table != null) {
            LOG.info("Table copied source={} table={} rows={} rowsPerSecond={}", source, table, rows, rate());
        }
    }

    private long rate() {
        return rows
                * 1000
                / Math.max(1, Duration.between(begun, clock.instant()).toMillis());
    }

    private void log() {
        long rate = rate();
        String left = estimated <= rows || rate == 0
                ? "unknown"
                : Duration.ofSeconds((estimated - rows) / rate).toString();
        LOG.info(
                "Table is being copied source={} table={} rows={} estimatedRows={} rowsPerSecond={} remainingTime={}",
                source,
                table,
                rows,
                estimated,
                rate,
                left);
    }
}
