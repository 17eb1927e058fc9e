// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ServerFacts;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a task does first.
 *
 * @param from where the binlog is read from, or where an interrupted copy goes on; empty when a snapshot decides that
 * @param initial whether a snapshot is the first one that the offset knows of
 */
public record StartPlan(Action action, Optional<SourceOffset> from, boolean initial) {
    private static final Logger LOG = LoggerFactory.getLogger(StartPlan.class);

    /** What happens before the binlog is read. */
    public enum Action {
        /** Definitions and rows are read and sent. */
        COPY,
        /** An interrupted copy goes on; the schema history tells the definitions where it was. */
        RESUME,
        /** Definitions are read and sent. */
        DEFINE,
        /** Definitions are read into the schema history only. */
        ADOPT,
        /** The schema history tells the definitions. */
        RECOVER
    }

    /** What a mode does when there is an offset. */
    private record Policy(boolean always, boolean onDataError, boolean onSchemaError, boolean rows) {
        static Policy of(SnapshotOptions options) {
            return switch (options.mode()) {
                case INITIAL, INITIAL_ONLY -> new Policy(false, false, false, true);
                case ALWAYS -> new Policy(true, false, false, true);
                case WHEN_NEEDED -> new Policy(false, true, true, true);
                case NO_DATA, RECOVERY, NEVER -> new Policy(false, false, false, false);
                case CONFIGURATION_BASED -> {
                    SnapshotMode.ConfigurationBased based = options.based();
                    yield new Policy(based.data(), based.onDataError(), false, based.data());
                }
            };
        }
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
        Policy policy = Policy.of(options);
        Optional<SourceOffset> interrupted =
                loaded.filter(offset -> CopyPlace.of(offset).isPresent());
        if (interrupted.isPresent() && policy.rows()) {
            if (historyExists && reachable(interrupted.get(), facts)) {
                return new StartPlan(Action.RESUME, interrupted, true);
            }
            LOG.warn("The interrupted snapshot cannot go on, because its schema history or the binlog behind it is"
                    + " gone: it begins anew");
        }
        Optional<SourceOffset> done = loaded.filter(offset -> !offset.snapshot().unfinished());
        if (policy.always()) {
            return snapshot(true, done.isEmpty());
        }
        return done.isEmpty()
                ? withoutOffset(options, policy, facts)
                : withOffset(done.get(), options, policy, facts, historyExists);
    }

    private static boolean reachable(SourceOffset offset, ServerFacts facts) {
        GtidSet executed = offset.executed().orElse(GtidSet.EMPTY);
        return facts.missing(executed).isEmpty() && facts.executed().containsAll(executed);
    }

    private static StartPlan withOffset(
            SourceOffset done, SnapshotOptions options, Policy policy, ServerFacts facts, boolean historyExists) {
        GtidSet executed = done.executed().orElseThrow(StartPlan::noGtids);
        GtidSet missing = options.checksPosition() ? facts.missing(executed) : GtidSet.EMPTY;
        boolean lostData = !missing.isEmpty() && policy.onDataError();
        if (lostData || (!historyExists && policy.onSchemaError())) {
            return snapshot(policy.rows() || options.mode() == SnapshotMode.WHEN_NEEDED, false);
        }
        refuseMissing("the connector's offset", missing, options.mode());
        boolean rebuilds = options.mode() == SnapshotMode.CONFIGURATION_BASED
                && options.based().onSchemaError();
        if (options.mode() == SnapshotMode.RECOVERY || (!historyExists && rebuilds)) {
            return new StartPlan(Action.ADOPT, Optional.of(done), false);
        }
        if (!historyExists) {
            throw new ConnectException("There is an offset, but the schema history is empty, so nothing tells what the "
                    + "tables were at " + done.file() + ":" + done.pos()
                    + ". Start once with " + SnapshotOptions.MODE + "=recovery, which reads the definitions from the "
                    + "server and checks that no captured table was altered since; otherwise with "
                    + SnapshotOptions.MODE + "=always.");
        }
        return new StartPlan(Action.RECOVER, Optional.of(done), false);
    }

    private static StartPlan withoutOffset(SnapshotOptions options, Policy policy, ServerFacts facts) {
        if (options.startGtids().isPresent()) {
            GtidSet start = options.startGtids().get();
            refuseMissing(SnapshotOptions.START_GTIDS, facts.missing(start), options.mode());
            return adopt(start);
        }
        return switch (options.mode()) {
            case RECOVERY ->
                throw new ConnectException(SnapshotOptions.MODE
                        + "=recovery restores the schema history of a connector "
                        + "that has an offset, and this one has none. Use " + SnapshotOptions.MODE + "=initial.");
            case NEVER -> adopt(facts.purged());
            case CONFIGURATION_BASED ->
                policy.rows() || options.based().schema() ? snapshot(policy.rows(), true) : adopt(facts.executed());
            case INITIAL, INITIAL_ONLY, ALWAYS, WHEN_NEEDED, NO_DATA -> snapshot(policy.rows(), true);
        };
    }

    private static StartPlan adopt(GtidSet executed) {
        return new StartPlan(Action.ADOPT, Optional.of(SourceOffset.after(executed, EventPosition.UNKNOWN)), true);
    }

    private static StartPlan snapshot(boolean rows, boolean initial) {
        return new StartPlan(rows ? Action.COPY : Action.DEFINE, Optional.empty(), initial);
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
