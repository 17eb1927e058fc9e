// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.BrokenTransactions.Broken;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.EnvelopeReader;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.metrics.SinkMetrics;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.Passed;
import io.duplex.sink.transaction.TransactionAssembler;
import io.duplex.sink.transaction.TransactionAssembler.OpenedTransaction;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads records and hands their units to the scheduler, but for those that are set aside. */
final class RecordIntake {
    private static final Logger LOG = LoggerFactory.getLogger(RecordIntake.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SinkMetrics metrics;
    private final EnvelopeReader reader;
    private final TransactionAssembler assembler;
    private final TransactionScheduler scheduler;
    private final ErrantRecords errant;
    private final BrokenTransactions broken = new BrokenTransactions();

    RecordIntake(
            SinkMetrics metrics,
            EnvelopeReader reader,
            TransactionAssembler assembler,
            TransactionScheduler scheduler,
            ErrantRecords errant) {
        this.metrics = metrics;
        this.reader = reader;
        this.assembler = assembler;
        this.scheduler = scheduler;
        this.errant = errant;
    }

    EnvelopeReader reader() {
        return reader;
    }

    /** Takes a record of a stream, which has everything of its source. */
    void ofStream(SinkRecord record) {
        Received received;
        try {
            received = reader.read(record);
        } catch (DataException unreadable) {
            unreadable(record, unreadable);
            return;
        }
        errant.read(record, received);
        Optional<OpenedTransaction> open = opened(received.coordinates());
        try {
            assemble(received);
        } catch (DataException unfit) {
            setAside(open.orElseThrow(() -> unfit), unfit);
        }
    }

    /** Reads a record of one of a source's topics. */
    Received ofTopics(SinkRecord record) {
        Received received;
        try {
            received = reader.read(record);
        } catch (DataException unreadable) {
            received = unreadableOfTopics(record, unreadable);
        }
        errant.read(record, received);
        assembler.announce(received);
        return received;
    }

    /** A row keeps its place, so that its transaction becomes whole; a record that tells none goes alone. */
    private Received unreadableOfTopics(SinkRecord record, DataException why) {
        Optional<Received.Row> row = errant.isTolerant() ? reader.placeOf(record) : Optional.empty();
        if (row.isPresent()) {
            broken.unread(row.get(), why);
            return row.get();
        }
        if (!errant.isTolerant() || !reader.isOfTable(record)) {
            throw why;
        }
        Coordinates at = reader.coordinates(record);
        errant.alone(record, at.source(), String.valueOf(why.getMessage()));
        return new Received.Ignored(at);
    }

    /** Takes the next record of a source whose topics are merged; see {@link #setAsideBroken}. */
    void assembleMerged(Received received) {
        String source = received.coordinates().source();
        if (broken.holds(source)) {
            return;
        }
        Optional<OpenedTransaction> open = opened(received.coordinates());
        Optional<DataException> unread = broken.why(received);
        if (unread.isPresent() && !errant.expects(received)) {
            OpenedTransaction transaction = received instanceof Received.Begin begin
                    ? new OpenedTransaction(begin.header().gtid(), begin.coordinates())
                    : open.orElseThrow(unread::get);
            broken.meet(source, new Broken(transaction, unread.get()));
            return;
        }
        try {
            assemble(received);
        } catch (DataException unfit) {
            broken.meet(source, new Broken(open.orElseThrow(() -> unfit), unfit));
        }
        if (received instanceof Received.End end) {
            broken.passed(end);
        }
    }

    /** Has transactions read once more whose turn has come and that are to be set aside. */
    void setAsideBroken() {
        broken.take().forEach(one -> setAside(one.transaction(), one.why()));
    }

    private void assemble(Received received) {
        if (!errant.holds(received, scheduler::add)) {
            countDuplicate(received);
            assembler.add(received, gtid -> scheduler.has(received.coordinates(), gtid), scheduler::add);
        }
    }

    /** Forgets what is set aside: it will be found again, here or elsewhere. */
    void forgetErrant() {
        errant.forget();
        broken.forget();
    }

    private void unreadable(SinkRecord record, DataException unreadable) {
        Coordinates at = reader.coordinates(record);
        if (!errant.isTolerant()) {
            throw unreadable;
        }
        if (errant.unreadable(record, at)) {
            return;
        }
        Optional<OpenedTransaction> opened = opened(at);
        if (opened.isPresent()) {
            setAside(opened.get(), unreadable);
        } else {
            errant.alone(record, at.source(), String.valueOf(unreadable.getMessage()));
            scheduler.add(new Passed(at, at));
        }
    }

    private Optional<OpenedTransaction> opened(Coordinates at) {
        return errant.isTolerant() ? assembler.opened(at.topicPartition()) : Optional.empty();
    }

    /**
     * From its first record on, because it goes whole to where it is set aside; after those before it, which would be read
     * again, too, and set aside again.
     */
    private void setAside(OpenedTransaction transaction, DataException why) {
        if (!scheduler.settled(Instant.now().plus(PATIENCE))) {
            LOG.debug("Transactions before {} are read again, too", transaction.gtid());
        }
        errant.expect(transaction.begin().source(), transaction.gtid(), String.valueOf(why.getMessage()));
        scheduler.restart(transaction.begin());
    }

    private void countDuplicate(Received received) {
        Gtid gtid = null;
        if (received instanceof Received.Begin begin) {
            gtid = begin.header().gtid();
        } else if (received instanceof Received.Ddl ddl && !ddl.rowsFollow()) {
            gtid = ddl.header().gtid();
        }
        if (gtid != null && scheduler.has(received.coordinates(), gtid)) {
            metrics.stream(received.coordinates().source()).duplicate();
        }
    }
}
