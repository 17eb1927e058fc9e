// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ServerFacts;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * What a task does first.
 *
 * @param from where the binlog is read from; empty when a snapshot decides that
 */
public record StartPlan(Action action, Optional<SourceOffset> from) {

    /** What happens before the binlog is read. */
    public enum Action {
        /** Definitions and rows are read and sent. */
        COPY,
        /** Definitions are read and sent. */
        DEFINE,
        /** Definitions are read into the schema history only. */
        ADOPT,
        /** The schema history tells the definitions. */
        RECOVER
    }

    /**
     * Decides.
     *
     * @param loaded the offset in Kafka
     * @param historyExists whether the schema history holds anything
     * @throws ConnectException when what follows the offset is gone, naming it and the remedy
     */
    public static StartPlan of(
            Optional<SourceOffset> loaded, SnapshotOptions options, ServerFacts facts, boolean historyExists) {
        SnapshotMode mode = options.mode();
        Optional<SourceOffset> done = loaded.filter(offset -> !offset.snapshot().unfinished());
        if (mode == SnapshotMode.ALWAYS) {
            return snapshot(mode);
        }
        if (done.isEmpty()) {
            return withoutOffset(options, facts);
        }
        GtidSet executed = done.get().executed().orElseThrow(StartPlan::noGtids);
        GtidSet missing = facts.missing(executed);
        if (mode == SnapshotMode.WHEN_NEEDED && !(missing.isEmpty() && historyExists)) {
            return snapshot(mode);
        }
        refuseMissing("the connector's offset", missing, mode);
        if (mode == SnapshotMode.RECOVERY) {
            return new StartPlan(Action.ADOPT, done);
        }
        if (!historyExists) {
            throw new ConnectException("There is an offset, but the schema history is empty, so nothing tells what the "
                    + "tables were at " + done.get().file() + ":" + done.get().pos()
                    + ". If no table was altered since, "
                    + "start once with " + SnapshotOptions.MODE + "=recovery, which reads the definitions from the "
                    + "server; otherwise with " + SnapshotOptions.MODE + "=always.");
        }
        return new StartPlan(Action.RECOVER, done);
    }

    private static StartPlan withoutOffset(SnapshotOptions options, ServerFacts facts) {
        if (options.startGtids().isPresent()) {
            GtidSet start = options.startGtids().get();
            refuseMissing(SnapshotOptions.START_GTIDS, facts.missing(start), options.mode());
            return new StartPlan(Action.ADOPT, Optional.of(SourceOffset.after(start, EventPosition.UNKNOWN)));
        }
        if (options.mode() == SnapshotMode.RECOVERY) {
            throw new ConnectException(SnapshotOptions.MODE + "=recovery restores the schema history of a connector "
                    + "that has an offset, and this one has none. Use " + SnapshotOptions.MODE + "=initial.");
        }
        return snapshot(options.mode());
    }

    private static StartPlan snapshot(SnapshotMode mode) {
        return new StartPlan(mode.copiesRows() ? Action.COPY : Action.DEFINE, Optional.empty());
    }

    private static void refuseMissing(String after, GtidSet missing, SnapshotMode mode) {
        if (!missing.isEmpty()) {
            throw new ConnectException("The server no longer has the transactions " + missing + ", which follow "
                    + after + ": it has purged their binlog files. With " + SnapshotOptions.MODE + "=when_needed "
                    + "(now " + mode.name().toLowerCase(Locale.ROOT) + ") the connector takes a new "
                    + "snapshot. Keep binlogs longer (binlog_expire_logs_seconds, expire_logs_days) than the "
                    + "connector may be down.");
        }
    }

    private static ConnectException noGtids() {
        return new ConnectException("The connector's offset has no GTIDs: it was written while gtid_mode was not ON. "
                + "Delete the offset through Kafka Connect's REST interface and set " + SnapshotOptions.START_GTIDS
                + " to the GTID set that is done, or let the connector take a new snapshot.");
    }
}
