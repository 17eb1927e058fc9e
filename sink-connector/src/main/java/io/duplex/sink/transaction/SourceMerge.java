// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the records of all topics of one source, each sorted by itself, into the order in which the source committed
 * what they tell: a stream as {@link TransactionAssembler} takes it. Not thread-safe.
 *
 * <ul>
 *   <li>M1: what is handed out is the source's sequence of transactions and statements, each once; rows of tables that
 *       are not read are missing, and the rest is numbered without gaps.
 *   <li>M2: a transaction is handed out when all its records are here; or, larger than the limits of memory, when its
 *       next row certainly is.
 *   <li>M3: what is delivered again changes nothing.
 *   <li>M4: a snapshot's rows are handed out in the order of their partition, between transactions.
 *   <li>M5: all records below {@link #done} were handed out whole, or have no effect.
 *   <li>M6: no partition but one that is needed goes on being read when more is held than the limits allow.
 * </ul>
 */
public final class SourceMerge {
    private static final Logger LOG = LoggerFactory.getLogger(SourceMerge.class);

    private final String source;
    private final AssemblyOptions options;
    private final Subscription subscription;
    private final PartitionHeads heads = new PartitionHeads();
    private final NextTransaction next;
    private final LooseCopy copied;
    private @Nullable MergedTransaction open;
    private Received.@Nullable End found;
    private final MergeProgress progress = new MergeProgress();

    /**
     * Begins with nothing read.
     *
     * @param source its {@code topic.prefix}
     * @param subscribed tells whether a topic is read, whether its partitions are assigned yet or not
     */
    public SourceMerge(String source, AssemblyOptions options, Predicate<String> subscribed) {
        this.source = source;
        this.options = options;
        this.subscription = new Subscription(source, options.merge().topics(), subscribed);
        this.next = new NextTransaction();
        this.copied = new LooseCopy(options.merge().quiet(), subscription.hasStatements());
    }

    /** Takes the next record of its partition. */
    public void add(Received record, Instant now) {
        copied.read(progress.begun(now), now);
        heads.add(record, now);
    }

    /**
     * Hands out what is next.
     *
     * @param applied tells whether the target has a transaction already; those handed out before count too
     * @throws DataException when the records make no sense together
     */
    public void drain(Predicate<Gtid> applied, Instant now, Consumer<Received> out) {
        Step step = new Step(applied, now, out);
        for (boolean moves = true; moves; ) {
            moves = step.heads();
            if (step.one()) {
                moves = true;
                progress.made(now);
            }
        }
        if (isIdle()) {
            progress.made(now);
        }
    }

    /** Tells whether nothing is held. */
    public boolean isIdle() {
        return open == null && heads.nothingWaits();
    }

    /** Tells whether a transaction was begun to be handed out and is not over. */
    public boolean isInside() {
        return open != null && open.isLarge();
    }

    /** Returns the partitions that are too far ahead to be read on. */
    public Set<TopicPartition> ahead() {
        return heads.ahead(options.merge().maxBytesAhead());
    }

    /** Returns the estimated heap that is held. */
    long bytes() {
        return (open == null ? 0 : open.bytes()) + heads.bytes();
    }

    /** Returns, for the partitions where it has changed since the last call, the next offset to be read. */
    public Map<TopicPartition, Long> done() {
        return heads.done();
    }

    /** Returns the partitions of which something was read. */
    public Set<TopicPartition> partitions() {
        return heads.partitions();
    }

    /** Forgets all records, to read them again or never. */
    public void forget() {
        found = mustReadAgain() && open != null ? open.end() : found;
        heads.clear();
        next.restart();
        copied.restart();
        open = null;
        progress.forget();
    }

    /** Notes that the waiting is not the source's fault. */
    public void postpone(Instant now) {
        progress.postpone(now);
        copied.postpone(now);
    }

    /** Tells whether the end of a transaction was looked for and found, so that all can be read again and handed out. */
    public boolean mustReadAgain() {
        return open != null && open.isFound();
    }

    /**
     * Checks that what must come has not been waited for in vain. What cannot be handed out before its end is known, and is
     * too large for memory, is passed over from half of that time on, until its end comes.
     *
     * @throws DataException that names what is missing
     */
    public void requireInTime(Instant now) {
        Duration timeout = options.merge().timeout();
        if (open != null && open.lacksEnd() && progress.isOlder(timeout.dividedBy(2), now)) {
            LOG.info("Looking for the end of a large transaction source={} waits for: {}", source, waitingFor());
            open.search();
            heads.makeRoom();
        }
        if (isIdle() || !progress.isOlder(timeout, now)) {
            return;
        }
        throw MergeFailures.late(source, timeout, waitingFor());
    }

    /** Tells what is waited for, for messages. */
    public String waitingFor() {
        MergedTransaction transaction = open;
        if (transaction != null) {
            return "transaction " + transaction.begin().header().gtid() + " of "
                    + transaction.begin().coordinates() + " lacks " + transaction.missing();
        }
        return heads.waitingFor();
    }

    /** What happened to the record at the head of a partition: it was taken and the next one is the head, or it waits. */
    private enum Fate {
        TAKEN,
        WAITS
    }

    /** One call's work; knows what the target has at that moment. */
    private final class Step implements Received.Visitor<Fate> {
        private final Predicate<Gtid> applied;
        private final Instant now;
        private final Consumer<Received> out;
        private PartitionQueue queue = new PartitionQueue(new TopicPartition("", 0), 0);

        Step(Predicate<Gtid> applied, Instant now, Consumer<Received> out) {
            this.applied = applied;
            this.now = now;
            this.out = out;
        }

        /** Looks at the heads that nobody has looked at. */
        boolean heads() {
            boolean any = false;
            for (PartitionQueue looked = heads.unseen(); looked != null; looked = heads.unseen()) {
                queue = looked;
                Received head = looked.head();
                while (head != null && head.accept(this) == Fate.TAKEN) {
                    any = true;
                    if (!(head instanceof Received.Ignored)) {
                        progress.made(now);
                    }
                    head = looked.head();
                }
            }
            return any;
        }

        /** Hands out a transaction, a part of one, or a part of a snapshot; or begins to gather one. */
        boolean one() {
            MergedTransaction transaction = open;
            if (transaction == null) {
                return copy() || begin();
            }
            if (next.mayLackStatement(transaction)
                    && !progress.isOlder(options.merge().quiet(), now)) {
                return copy();
            }
            if (transaction.isWhole()) {
                transaction.finish(out);
                next.handedOut(transaction);
                open = null;
                heads.release();
                return true;
            }
            if (transaction.isFull() && transaction.handOutReady(out)) {
                heads.makeRoom();
                return true;
            }
            return copy();
        }

        private boolean copy() {
            for (PartitionQueue candidate : heads.copies()) {
                if (mayCopy(candidate)) {
                    Received head = candidate.head();
                    if (head != null) {
                        copied.handedOut(head, now);
                        heads.drop(candidate, now);
                        heads.again(candidate);
                        out.accept(head);
                        return true;
                    }
                }
            }
            return false;
        }

        private boolean mayCopy(PartitionQueue candidate) {
            MergedTransaction transaction = open;
            if (transaction != null && transaction.isLarge()) {
                return false;
            }
            // A snapshot between transactions shows the rows that were gathered from before it; an incremental one not.
            boolean behindGathered =
                    candidate.holds() && !(candidate.head() instanceof Received.LooseRow row && row.incremental());
            return !behindGathered && copied.isReady(candidate, heads.copies(), now);
        }

        private boolean begin() {
            if (heads.beginnings().isEmpty() || !heads.copies().isEmpty() || !copied.isQuiet(now)) {
                return false;
            }
            PartitionQueue first = next.of(heads.beginnings(), applied, quiet()).orElse(null);
            if (first == null) {
                return false;
            }
            heads.again(first);
            copied.over();
            if (first.head() instanceof Received.Begin begin) {
                heads.hold(first, now);
                open = new MergedTransaction(begin, options, subscription::hasRows).endingWith(found);
                heads.begun(begin.header().gtid().toString());
            } else if (first.head() instanceof Received.Ddl ddl) {
                heads.drop(first, now);
                next.handedOut(ddl);
                out.accept(ddl);
            }
            return true;
        }

        private Predicate<PartitionQueue> quiet() {
            Instant last = progress.last();
            return candidate -> candidate.isQuiet(last, options.merge().quiet(), now);
        }

        private Fate drop() {
            heads.drop(queue, now);
            return Fate.TAKEN;
        }

        private Fate hold() {
            heads.hold(queue, now);
            return Fate.TAKEN;
        }

        @Override
        public Fate begin(Received.Begin begin) {
            MergedTransaction transaction = open;
            Gtid gtid = begin.header().gtid();
            if ((transaction != null && transaction.begin().header().gtid().equals(gtid)) || applied.test(gtid)) {
                return drop();
            }
            heads.beginnings().add(queue);
            return Fate.WAITS;
        }

        @Override
        public Fate row(Received.Row row) {
            MergedTransaction transaction = open;
            if (transaction != null && transaction.is(row.transactionId())) {
                if (transaction.add(row)) {
                    return hold();
                }
                heads.crowded(queue);
                return Fate.WAITS;
            }
            if (isApplied(row.transactionId())) {
                return drop();
            }
            return waitFor(row.transactionId());
        }

        private boolean isApplied(String transactionId) {
            return applied.test(Gtid.parse(transactionId));
        }

        @Override
        public Fate end(Received.End end) {
            MergedTransaction transaction = open;
            if (transaction != null && transaction.is(end.transactionId())) {
                transaction.add(end);
                return hold();
            }
            if (isApplied(end.transactionId())) {
                return drop();
            }
            throw MergeFailures.withoutBegin(end);
        }

        @Override
        public Fate ddl(Received.Ddl ddl) {
            MergedTransaction transaction = open;
            Gtid gtid = ddl.header().gtid();
            if (transaction != null && transaction.begin().header().gtid().equals(gtid)) {
                transaction.add(ddl);
                return hold();
            }
            if (applied.test(gtid)) {
                next.requireHandedOut(ddl);
                return drop();
            }
            if (ddl.rowsFollow()) {
                return waitFor(gtid.toString());
            }
            heads.beginnings().add(queue);
            return Fate.WAITS;
        }

        private Fate waitFor(String transactionId) {
            heads.waitFor(transactionId, queue);
            return Fate.WAITS;
        }

        @Override
        public Fate looseRow(Received.LooseRow row) {
            return waitForCopy(row);
        }

        @Override
        public Fate looseDdl(Received.LooseDdl ddl) {
            return waitForCopy(ddl);
        }

        private Fate waitForCopy(Received part) {
            if (isInside()) {
                throw MergeFailures.within(
                        open == null ? "" : open.begin().header().gtid().toString(), part);
            }
            heads.copies().add(queue);
            copied.arrived(part, now);
            return Fate.WAITS;
        }

        @Override
        public Fate snapshotRow(Received.SnapshotRow row) {
            throw MergeFailures.ofStream(row);
        }

        @Override
        public Fate snapshotDdl(Received.SnapshotDdl ddl) {
            throw MergeFailures.ofStream(ddl);
        }

        @Override
        public Fate copiedRow(Received.CopiedRow row) {
            throw MergeFailures.ofStream(row);
        }

        @Override
        public Fate ignored(Received.Ignored ignored) {
            return drop();
        }
    }
}
