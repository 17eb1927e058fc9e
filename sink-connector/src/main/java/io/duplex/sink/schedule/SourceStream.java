// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.metrics.StreamMetrics;
import io.duplex.sink.metrics.TableRows;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.DdlUnit;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.LooseStatement;
import io.duplex.sink.transaction.LooseUnit;
import io.duplex.sink.transaction.Passed;
import io.duplex.sink.transaction.ReplicatedTransaction;
import io.duplex.sink.transaction.SnapshotBatch;
import io.duplex.sink.transaction.SnapshotStatement;
import io.duplex.sink.transaction.Unit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One source's stream on its way into the target: decides for each unit, in their order, whether it is to be applied.
 * Transactions may be under way while the next ones are admitted; when it applies a unit itself, nothing else is.
 */
final class SourceStream implements Unit.Visitor {
    private static final Logger LOG = LoggerFactory.getLogger(SourceStream.class);

    private final String source;
    private final OptionalInt ownSite;
    private final StatementPolicy statements;
    private final Applier applier;
    private final StreamMetrics metrics;
    private final StreamGate gate;
    private volatile @Nullable AppliedSet applied;
    private GtidSet reached = GtidSet.EMPTY;
    private boolean connectionLost;
    private Large large = Large.NONE;
    private TableRows largeRows = new TableRows();
    /** The last record of a first copy that is on its way to the target beside others. */
    private @Nullable SnapshotHeader copying;

    /** Claims nothing yet. */
    SourceStream(
            String source,
            OptionalInt ownSite,
            ScheduleOptions options,
            Applier applier,
            StreamMetrics metrics,
            Pace pace) {
        this.source = source;
        this.ownSite = ownSite;
        this.statements = new StatementPolicy(source, options.ddlPolicy());
        this.applier = applier;
        this.metrics = metrics;
        this.gate = new StreamGate(source, options.skip(), pace, applier, metrics);
    }

    private enum Large {
        /** No large transaction is open. */
        NONE,
        /** Its rows are written as they come. */
        WRITING,
        /** Its rows are not needed: the target has it, it comes from there, or it is skipped. */
        DROPPING
    }

    /** Claims the stream, or takes it up again after the connection was lost; only while nothing is under way. */
    void prepare() {
        if (applied == null) {
            applied = applier.claim(source);
            LOG.info("Claimed source={} applied={}", source, applied.gtids());
        } else if (connectionLost) {
            applied = applier.resume(source);
            LOG.info("Reconnected source={} applied={}", source, applied.gtids());
        }
        connectionLost = false;
        reached = applied.gtids();
        copying = null;
    }

    /** Notes why the last unit that was applied alone failed. */
    void failed(FailureKind kind) {
        connectionLost |= kind == FailureKind.RECONNECT;
        large = Large.NONE;
        if (applied != null) {
            reached = applied.gtids();
        }
        copying = null;
    }

    /** Decides the unit and applies it; only while nothing is under way. */
    void applyAlone(Unit unit) {
        prepare();
        unit.accept(this);
        reached = applied().gtids();
    }

    /** Returns what is on the target or on its way there. */
    GtidSet reached() {
        return reached;
    }

    private boolean has(Gtid gtid) {
        return reached.contains(gtid) || applied().wasHere(gtid);
    }

    /** Returns what is on the target, empty when it is not known yet; for any thread. */
    Optional<AppliedSet> appliedIfClaimed() {
        return Optional.ofNullable(applied);
    }

    /** Returns what decides when, and whether, transactions are applied. */
    StreamGate gate() {
        return gate;
    }

    /** Returns what is on the target. */
    AppliedSet applied() {
        AppliedSet set = applied;
        if (set == null) {
            throw new IllegalStateException("Source " + source + " is used before it is claimed");
        }
        return set;
    }

    /** Returns what is to be applied of the transaction, nothing when it is there already; the next one follows it. */
    Optional<ReplicatedTransaction> admit(ReplicatedTransaction transaction) {
        abandonLarge();
        TransactionHeader header = transaction.header();
        gate.listen(header);
        if (has(header.gtid())) {
            return Optional.empty();
        }
        checkTransaction(header, transaction.first());
        gate.requireBeforeStop(header);
        reached = reached.plus(header.executed()).plus(header.gtid());
        if (isEcho(header)) {
            metrics.echo();
            return Optional.of(withoutRows(header, transaction));
        }
        return Optional.of(transaction);
    }

    /**
     * Tells whether the rows may be written beside others: those of one run of a copy that was begun, but for the last,
     * with which it ends.
     */
    boolean copiesBeside(SnapshotBatch batch) {
        SnapshotHeader header = batch.header();
        SnapshotHeader before = copying;
        boolean sameRun = before == null
                || (before.id().equals(header.id()) && before.run().equals(header.run()));
        return sameRun && !header.last() && batch.isRead() && applied().snapshotRecords(header) > 0;
    }

    /** Returns what is to be applied of the rows, nothing when all are there already; the next ones follow them. */
    Optional<SnapshotBatch> admit(SnapshotBatch batch) {
        abandonLarge();
        if (!isNewSnapshotRecord(batch.header(), batch.firstRecord(), batch.first())) {
            return Optional.empty();
        }
        SnapshotBatch rest = withoutApplied(batch);
        copying = batch.header();
        return Optional.of(rest);
    }

    @Override
    public void transaction(ReplicatedTransaction transaction) {
        Optional<ReplicatedTransaction> admitted = admit(transaction);
        if (admitted.isPresent() && !gate.leavesOut(transaction)) {
            note(admitted.get());
        }
    }

    @Override
    public void largeStart(LargeTransaction.Start start) {
        abandonLarge();
        large = Large.DROPPING;
        gate.listen(start.header());
        if (has(start.header().gtid())) {
            return;
        }
        checkTransaction(start.header(), start.first());
        gate.requireBeforeStop(start.header());
        if (!isEcho(start.header()) && !gate.skips(start.header())) {
            applier.begin(start);
            largeRows = new TableRows();
            large = Large.WRITING;
        }
    }

    @Override
    public void largePart(LargeTransaction.Part part) {
        if (large == Large.WRITING) {
            applier.apply(part);
            largeRows.add(part.rows());
        }
    }

    @Override
    public void largeEnd(LargeTransaction.End end) {
        if (large == Large.WRITING) {
            applier.commit(end);
            metrics.applied(end.header(), largeRows);
        } else if (!has(end.header().gtid()) && !gate.leavesOut(end)) {
            metrics.echo();
            note(withoutRows(end.header(), end));
        }
        large = Large.NONE;
    }

    @Override
    public void ddl(DdlUnit ddl) {
        abandonLarge();
        TransactionHeader header = ddl.header();
        gate.listen(header);
        if (has(header.gtid())) {
            return;
        }
        checkTransaction(header, ddl.first());
        gate.requireBeforeStop(header);
        if (isEcho(header)) {
            metrics.echo();
            pass(ddl);
            return;
        }
        if (gate.leavesOut(ddl)) {
            return;
        }
        switch (statements.decide(ddl)) {
            case APPLY -> {
                applier.apply(ddl);
                metrics.executed(header);
            }
            case SKIP -> pass(ddl);
            case FAIL -> throw statements.refusal(ddl);
        }
    }

    /** Counts the statement as applied; rows of the same GTID, when they follow, are applied or not by themselves. */
    private void pass(DdlUnit ddl) {
        if (!ddl.insideTransaction()) {
            note(withoutRows(ddl.header(), ddl));
        }
    }

    private void note(ReplicatedTransaction transaction) {
        applier.apply(transaction);
        metrics.applied(List.of(transaction));
    }

    @Override
    public void snapshotBatch(SnapshotBatch batch) {
        admit(batch).ifPresent(fresh -> {
            applier.apply(fresh);
            metrics.copied(fresh.rows());
        });
    }

    @Override
    public void snapshotStatement(SnapshotStatement statement) {
        abandonLarge();
        if (isNewSnapshotRecord(statement.header(), statement.header().record(), statement.first())) {
            if (statements.leavesOut(statement)) {
                applier.apply(statement.withoutEffect());
            } else {
                applier.apply(statement);
            }
        }
    }

    @Override
    public void copiedRows(CopiedRows copied) {
        abandonLarge();
        refuseOwnSite(copied.header().site());
        if (!applied().isBehind(copied.header(), copied.first())) {
            applier.apply(copied);
            metrics.copied(copied.rows(), Received.CopiedRow::table);
            return;
        }
        LOG.warn(
                "Passed over rows of a snapshot that were delivered again or late: the target has transactions that"
                        + " follow them source={} at={} rows={}",
                source,
                copied.first(),
                copied.rows().size());
    }

    @Override
    public void loose(LooseUnit unit) {
        abandonLarge();
        if (unit instanceof LooseStatement made && statements.leavesOut(made)) {
            return;
        }
        applier.apply(unit);
        if (unit instanceof LooseRows loose) {
            metrics.copied(loose.rows(), Received.LooseRow::table);
        }
    }

    @Override
    public void passed(Passed passed) {
        // Without effect: only its offsets count.
    }

    /** The source was reset amid a large transaction: what it sends now has taken that one's place. */
    private void abandonLarge() {
        if (large == Large.WRITING) {
            applier.rollback(source);
        }
        large = Large.NONE;
    }

    private void checkTransaction(TransactionHeader header, Coordinates at) {
        refuseOwnSite(header.site());
        if (applied().snapshotUnfinished()) {
            throw stop("Transaction " + header.gtid() + " follows a snapshot whose last record has not come, at " + at
                    + ". The target holds a part of the snapshot only: take a new one at the source.");
        }
        Optional<Gtid> missing = header.previous().filter(previous -> !has(previous));
        if (missing.isPresent()) {
            throw stop("Transaction " + header.gtid() + " comes after " + missing.get()
                    + ", which the target does not have; it has " + reached + ". Records between were deleted"
                    + " (retention of " + at.topic() + "), or the sink's consumer offsets or channel.name were "
                    + "changed, or the target lost transactions in a crash (innodb_flush_log_at_trx_commit other than "
                    + "1). Set the consumer group's offset back to where " + missing.get()
                    + " is, or take a new snapshot at the source.");
        }
    }

    private void refuseOwnSite(int site) {
        if (ownSite.isPresent() && site == ownSite.getAsInt()) {
            throw stop("Source " + source + " and this sink both have site.id=" + site + "; give each site its own.");
        }
    }

    /** A transaction that was first committed at, or went through, the target's own site; or was brought by others. */
    private boolean isEcho(TransactionHeader header) {
        int own = ownSite.orElse(0);
        boolean comesBack =
                own != 0 && (header.origin().site() == own || header.path().contains(own));
        return comesBack || applied().wasHere(header.origin().gtid());
    }

    private boolean isNewSnapshotRecord(SnapshotHeader header, long firstRecord, Coordinates at) {
        refuseOwnSite(header.site());
        long present = copied(header);
        // Not present + 1: of a run that another one has replaced, more is present than there can be.
        if (firstRecord - 1 > present) {
            throw stop("Record " + (present + 1) + " of snapshot " + header.id() + " is missing, record " + firstRecord
                    + " follows at " + at
                    + ". Records of the topic were deleted or filtered out: transformations must keep every record;"
                    + " take a new snapshot at the source.");
        }
        return header.record() > present;
    }

    /** Returns how many records of a snapshot are on the target or on their way there. */
    private long copied(SnapshotHeader header) {
        long durable = applied().snapshotRecords(header);
        SnapshotHeader before = copying;
        return before != null && before.id().equals(header.id()) && before.run().equals(header.run())
                ? Math.max(durable, before.record())
                : durable;
    }

    private SnapshotBatch withoutApplied(SnapshotBatch batch) {
        long present = copied(batch.header());
        return batch.firstRecord() > present
                ? batch
                : new SnapshotBatch(
                        batch.header(),
                        present + 1,
                        batch.rows().stream()
                                .filter(row -> row.header().record() > present)
                                .toList(),
                        batch.first(),
                        batch.last());
    }

    private static ReplicatedTransaction withoutRows(TransactionHeader header, Unit unit) {
        return new ReplicatedTransaction(header, List.of(), unit.first(), unit.last());
    }

    private static ApplyFailure stop(String message) {
        return new ApplyFailure(FailureKind.STOP, message);
    }
}
