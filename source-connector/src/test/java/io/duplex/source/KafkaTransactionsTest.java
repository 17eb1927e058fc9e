// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.TransactionContext;
import org.junit.jupiter.api.Test;

/** Kafka's transactions end only where MySQL's end, and hold every record once, in order. */
final class KafkaTransactionsTest {
    private final Worker worker = new Worker();
    private final Time time = new Time();

    @Property(tries = 300)
    void anyCutIntoBatchesGivesWholeTransactions(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int group, @ForAll @IntRange(max = 3) int waits) {
        Worker all = new Worker();
        Time clock = new Time();
        KafkaTransactions transactions = new KafkaTransactions(all, options(group, 100), clock);
        Random random = new Random(seed);
        int id = 0;
        int left = 0;
        for (int poll = 0; poll < 60; poll++) {
            List<SourceRecord> held = transactions.held();
            if (!held.isEmpty()) {
                all.send(held);
                continue;
            }
            List<SourceRecord> records = new ArrayList<>();
            int whole = left == 0 ? 0 : RecordBatch.INSIDE;
            int wanted = random.nextInt(8);
            for (int i = 0; i < wanted; i++) {
                if (left == 0) {
                    id++;
                    left = 1 + random.nextInt(9);
                }
                records.add(record(id));
                left--;
                if (left == 0) {
                    whole = records.size();
                }
            }
            clock.now = clock.now.plusMillis(random.nextInt(40 * waits + 1));
            all.send(transactions.sent(new RecordBatch(records, whole, random.nextInt(200), false)));
        }
        assertThat(all.broken).isEmpty();
        assertThat(all.sent).isSorted();
    }

    @Test
    void aGroupEndsWhenItHasManyBytes() {
        KafkaTransactions transactions = new KafkaTransactions(worker, options(1000, 100), time);
        worker.send(transactions.sent(new RecordBatch(List.of(record(1)), 1, 600, false)));
        assertThat(worker.committed).isZero();

        worker.send(transactions.sent(new RecordBatch(List.of(record(2), record(3)), 1, 500, false)));

        assertThat(worker.committed).isEqualTo(1);
    }

    @Test
    void aGroupEndsByTimeWhenNothingMoreComes() {
        KafkaTransactions transactions = new KafkaTransactions(worker, options(1000, 100), time);
        worker.send(transactions.sent(new RecordBatch(List.of(record(1)), 1, 0, false)));
        assertThat(worker.committed).isZero();
        assertThat(transactions.patience(Duration.ofSeconds(5))).isEqualTo(Duration.ofMillis(100));

        time.now = time.now.plusMillis(100);
        worker.send(transactions.sent(new RecordBatch(List.of(), 0, 0, false)));

        assertThat(worker.committed).isEqualTo(1);
    }

    @Test
    void anEndWithoutRecordHoldsBackWhatFollows() {
        KafkaTransactions transactions = new KafkaTransactions(worker, options(1, 100), time);
        worker.send(transactions.sent(new RecordBatch(List.of(record(1)), RecordBatch.INSIDE, 0, false)));
        worker.send(transactions.sent(new RecordBatch(List.of(record(2)), 0, 0, false)));
        assertThat(worker.committed).isEqualTo(1);
        assertThat(worker.sent).containsExactly(1);

        worker.send(transactions.held());

        assertThat(worker.sent).containsExactly(1, 2);
        assertThat(worker.committed).isEqualTo(1);
    }

    /** As the worker's map of records that are not committed. */
    @Test
    void theWorkerKeepsFewRecordsOfALargeTransaction() {
        KafkaTransactions transactions = new KafkaTransactions(worker, options(1, 100), time);
        Set<SourceRecord> kept = new HashSet<>();
        for (int poll = 0; poll < 100; poll++) {
            List<SourceRecord> rows = List.of(record(1), record(1), record(1));
            kept.addAll(transactions.sent(new RecordBatch(rows, RecordBatch.INSIDE, 0, false)));
        }
        List<SourceRecord> end = transactions.sent(new RecordBatch(List.of(record(1), record(2)), 1, 0, false));
        kept.addAll(end);

        assertThat(kept).hasSize(2);
        worker.send(end);
        assertThat(worker.committed).isEqualTo(1);
        assertThat(worker.transactionOf).containsEntry(2, 1);
    }

    @Test
    void aTransactionThatComesAgainWholeStopsTheTask() {
        KafkaTransactions transactions = new KafkaTransactions(worker, options(1, 100), time);

        assertThatThrownBy(() -> transactions.sent(new RecordBatch(List.of(record(1)), 1, 0, true)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("Restart the task");
    }

    private static TransactionOptions options(int records, long millis) {
        return new TransactionOptions(records, 1_000, Duration.ofMillis(millis), Duration.ofMinutes(1));
    }

    private static SourceRecord record(int transaction) {
        return new SourceRecord(Map.of(), Map.of(), "t", Schema.INT32_SCHEMA, transaction);
    }

    /** Ends transactions as Connect's worker does: after the record, or after the batch. */
    private static final class Worker implements TransactionContext {
        final List<Integer> sent = new ArrayList<>();
        final List<String> broken = new ArrayList<>();
        final Map<Integer, Integer> transactionOf = new HashMap<>();
        int committed;
        private boolean afterBatch;
        private final Set<SourceRecord> afterRecords = Collections.newSetFromMap(new IdentityHashMap<>());

        void send(List<SourceRecord> batch) {
            for (SourceRecord record : batch) {
                int id = (Integer) record.value();
                sent.add(id);
                int in = transactionOf.computeIfAbsent(id, first -> committed);
                if (in != committed) {
                    broken.add("transaction " + id + " in " + in + " and " + committed);
                }
                if (afterRecords.remove(record)) {
                    committed++;
                }
            }
            if (afterBatch) {
                committed++;
                afterBatch = false;
            }
        }

        @Override
        public void commitTransaction() {
            afterBatch = true;
        }

        @Override
        public void commitTransaction(SourceRecord record) {
            afterRecords.add(record);
        }

        @Override
        public void abortTransaction() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void abortTransaction(SourceRecord record) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class Time extends Clock {
        Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
