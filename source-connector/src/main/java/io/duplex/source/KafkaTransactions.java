// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends Kafka's transactions where MySQL's end, so that a consumer with {@code read_committed} sees these whole. Several
 * small ones share a Kafka transaction, because ending one costs some milliseconds. Belongs to the worker's thread.
 */
final class KafkaTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTransactions.class);

    private final TransactionContext context;
    private final TransactionOptions options;
    private final Clock clock;
    private RecordBatch held = RecordBatch.EMPTY;
    private int open;
    private long openBytes;
    private boolean inside;
    private boolean warned;
    private Instant begin = Instant.EPOCH;

    KafkaTransactions(TransactionContext context, TransactionOptions options, Clock clock) {
        this.context = context;
        this.options = options;
        this.clock = clock;
    }

    /** Returns how long to wait for records: no longer than until the open group should end. */
    Duration patience(Duration most) {
        if (open == 0 || inside) {
            return most;
        }
        Duration left = options.time().minus(age());
        return left.isNegative() ? Duration.ZERO : left.compareTo(most) < 0 ? left : most;
    }

    /** Returns records that must go to Kafka before others are asked for, empty when there are none. */
    List<SourceRecord> held() {
        RecordBatch batch = held;
        held = RecordBatch.EMPTY;
        return batch.records().isEmpty() ? List.of() : sent(batch);
    }

    /** Says where the Kafka transaction ends, and returns what to send now: the records, or nothing yet. */
    List<SourceRecord> sent(RecordBatch batch) {
        if (batch.torn()) {
            throw new ConnectException("The server that is read now has transactions in another order than the one "
                    + "before, so a transaction that was sent in part comes again whole. Restart the task: Kafka then "
                    + "discards the part, and all goes on from the last committed offset.");
        }
        List<SourceRecord> records = UnkeptRecord.of(batch.records());
        if (!records.isEmpty() || batch.whole() != RecordBatch.INSIDE) {
            inside = batch.whole() < records.size();
        }
        if (batch.whole() == RecordBatch.INSIDE || !due(batch)) {
            add(records.size(), batch.bytes());
            warnIfLong();
            return records;
        }
        open = 0;
        openBytes = 0;
        warned = false;
        if (batch.whole() > 0) {
            // By this one the worker must know the end.
            SourceRecord last = batch.records().get(batch.whole() - 1);
            records.set(batch.whole() - 1, last);
            context.commitTransaction(last);
            int rest = records.size() - batch.whole();
            add(rest, batch.bytes() * rest / records.size());
            return records;
        }
        // All that is open was sent with earlier batches, and only a batch can end it now: one without records.
        context.commitTransaction();
        held = new RecordBatch(batch.records(), RecordBatch.INSIDE, batch.bytes(), false);
        return List.of();
    }

    /** Nothing came: ends what is whole when its time is over. */
    List<SourceRecord> idle() {
        return sent(new RecordBatch(List.of(), inside ? RecordBatch.INSIDE : 0, 0, false));
    }

    private boolean due(RecordBatch more) {
        if (open + more.whole() == 0) {
            return false;
        }
        return open + more.whole() >= options.records()
                || openBytes + more.bytes() >= options.bytes()
                || options.time().compareTo(age()) <= 0;
    }

    /** Nothing has an age until the first record was sent. */
    private Duration age() {
        return open == 0 ? Duration.ZERO : Duration.between(begin, clock.instant());
    }

    private void add(int records, long bytes) {
        if (open == 0 && records > 0) {
            begin = clock.instant();
        }
        open += records;
        openBytes += bytes;
    }

    private void warnIfLong() {
        if (!warned && age().multipliedBy(2).compareTo(options.timeout()) > 0) {
            warned = true;
            LOG.warn(
                    "A MySQL transaction is being sent for {} ms in one Kafka transaction, which Kafka ends after {} ms: "
                            + "set {} higher (the broker's transaction.max.timeout.ms bounds it)",
                    age().toMillis(),
                    options.timeout().toMillis(),
                    TransactionOptions.TIMEOUT);
        }
    }
}
