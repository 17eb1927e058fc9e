// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.EnvelopeReader;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.metrics.SinkMetrics;
import io.duplex.sink.schedule.TransactionScheduler;
import io.duplex.sink.transaction.Passed;
import io.duplex.sink.transaction.TransactionAssembler;
import io.duplex.sink.transaction.TransactionAssembler.OpenedTransaction;
import java.util.Optional;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/** Reads records and hands their units to the scheduler, but for those that are set aside. */
final class RecordIntake {
    private final SinkMetrics metrics;
    private final EnvelopeReader reader;
    private final TransactionAssembler assembler;
    private final TransactionScheduler scheduler;
    private final ErrantRecords errant;

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
        try {
            assemble(received);
        } catch (DataException broken) {
            opened(received.coordinates()).ifPresentOrElse(transaction -> setAside(transaction, broken), () -> {
                throw broken;
            });
        }
    }

    /** Reads a record of one of a source's topics. */
    Received ofTopics(SinkRecord record) {
        Received received = reader.read(record);
        errant.read(record, received);
        assembler.announce(received);
        return received;
    }

    /** Takes the next record of a source. */
    void assemble(Received received) {
        if (!errant.holds(received, scheduler::add)) {
            countDuplicate(received);
            assembler.add(received, gtid -> scheduler.has(received.coordinates(), gtid), scheduler::add);
        }
    }

    /** Forgets what is set aside: it will be found again, here or elsewhere. */
    void forgetErrant() {
        errant.forget();
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

    /** From its first record on, because it goes whole to where it is set aside. */
    private void setAside(OpenedTransaction transaction, DataException why) {
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
