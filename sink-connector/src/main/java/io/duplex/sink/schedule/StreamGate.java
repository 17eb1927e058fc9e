// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.Unit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When one source's transactions may be applied, and whether they may at all, by the configuration. */
final class StreamGate {
    private static final Logger LOG = LoggerFactory.getLogger(StreamGate.class);

    private final String source;
    private final SkipOptions skip;
    private final Pace pace;
    private final Applier applier;
    private final StreamMetrics metrics;

    /** For one stream of a task, all of which keep one pace. */
    StreamGate(String source, SkipOptions skip, Pace pace, Applier applier, StreamMetrics metrics) {
        this.source = source;
        this.skip = skip;
        this.pace = pace;
        this.applier = applier;
        this.metrics = metrics;
    }

    /**
     * Waits until the unit is as old as the delay wants it.
     *
     * @param ended lets it go
     */
    void awaitDue(Unit unit, CountDownLatch ended) {
        header(unit).ifPresent(header -> waited(pace.awaitDue(header, ended)));
    }

    private static Optional<TransactionHeader> header(Unit unit) {
        if (unit instanceof ReplicatedTransaction transaction) {
            return Optional.of(transaction.header());
        }
        if (unit instanceof LargeTransaction.Start start) {
            return Optional.of(start.header());
        }
        return unit instanceof DdlUnit ddl ? Optional.of(ddl.header()) : Optional.empty();
    }

    /** Waits until so much may be applied. */
    void awaitTurn(long rows, long bytes, CountDownLatch ended) {
        waited(pace.awaitTurn(rows, bytes, ended));
    }

    private void waited(long nanos) {
        if (nanos > 0) {
            metrics.throttled(nanos);
        }
    }

    /** Has the target learn what the transaction tells about its server. */
    void listen(TransactionHeader header) {
        header.commit().server().ifPresent(settings -> applier.learn(header.site(), settings));
    }

    /** Tells whether the transaction must not be applied together with others. */
    boolean standsAlone(ReplicatedTransaction transaction) {
        return skip.concerns(transaction.header().gtid());
    }

    /** Tells whether the transaction may be applied together with one before it. */
    boolean mayFollow(ReplicatedTransaction transaction) {
        return !standsAlone(transaction) && pace.isDue(transaction.header());
    }

    /** Tells whether the transaction is to have no effect. */
    boolean skips(TransactionHeader header) {
        return skip.skipped().contains(header.gtid());
    }

    /** Leaves the transaction out if it is to have no effect. */
    boolean leavesOut(ReplicatedTransaction transaction) {
        return leavesOut(transaction.header(), transaction, transaction.rows().size(), Optional.empty());
    }

    /** Leaves a large transaction out if it is to have no effect. */
    boolean leavesOut(LargeTransaction.End end) {
        return leavesOut(end.header(), end, end.rowCount(), Optional.empty());
    }

    /** Leaves the statement out if it is to have no effect; rows of its transaction, when they follow, note it. */
    boolean leavesOut(DdlUnit ddl) {
        if (ddl.insideTransaction() && skips(ddl.header())) {
            LOG.warn(
                    "Skipped DDL by {} gtid={} source={}: {}",
                    SkipOptions.SKIP,
                    ddl.header().gtid(),
                    source,
                    ddl.statement());
            return true;
        }
        return leavesOut(ddl.header(), ddl, 0, Optional.of(ddl.statement()));
    }

    private boolean leavesOut(TransactionHeader header, Unit unit, long rows, Optional<String> statement) {
        if (!skips(header)) {
            return false;
        }
        LOG.warn(
                "Skipped a transaction by {} gtid={} source={} rows={} from={} to={} statement={}",
                SkipOptions.SKIP,
                header.gtid(),
                source,
                rows,
                unit.first(),
                unit.last(),
                statement.orElse(""));
        applier.skip(new SkippedTransaction(header, unit.first(), unit.last(), rows, statement));
        metrics.applied(List.of(new ReplicatedTransaction(header, List.of(), unit.first(), unit.last())));
        return true;
    }

    /**
     * Fails when the transaction is the one before which the task stops.
     *
     * @throws ApplyFailure with {@link FailureKind#STOP}
     */
    void requireBeforeStop(TransactionHeader header) {
        if (skip.before().filter(header.gtid()::equals).isPresent()) {
            throw stop(SkipOptions.STOP_BEFORE + "=" + header.gtid() + " is reached: all before this transaction is"
                    + " applied. Remove the option, and restart the task to go on with it; or name it in "
                    + SkipOptions.SKIP + " instead to go on behind it.");
        }
    }

    /**
     * Fails when nothing more is to be applied.
     *
     * @param present what the target has
     * @throws ApplyFailure with {@link FailureKind#STOP}
     */
    void requireGoingOn(GtidSet present) {
        if (skip.after().filter(present::contains).isPresent()) {
            throw stop(SkipOptions.STOP_AFTER + "=" + skip.after().get() + " is reached: the target has this"
                    + " transaction, and nothing behind it is applied. Remove the option, and restart the task to go"
                    + " on.");
        }
        if (skip.before().filter(present::contains).isPresent()) {
            throw stop(SkipOptions.STOP_BEFORE + "=" + skip.before().get() + " cannot be kept: the target has this"
                    + " transaction already. Remove the option, and restart the task to go on.");
        }
    }

    private static ApplyFailure stop(String message) {
        return new ApplyFailure(FailureKind.STOP, message);
    }
}
