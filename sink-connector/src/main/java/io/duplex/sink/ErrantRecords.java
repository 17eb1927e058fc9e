// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.metrics.SinkMetrics;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * With {@code errors.tolerance=all}: transactions that are taken out of what is applied. All records of such a
 * transaction are read once more and go to Connect's dead letter queue; when they are there, the transaction is noted as
 * applied, without rows.
 */
final class ErrantRecords {
    private static final Logger LOG = LoggerFactory.getLogger(ErrantRecords.class);
    private static final int MOST_UNDER_WAY = 1_000;

    private final SinkMetrics metrics;
    private final boolean tolerant;
    private final Optional<ErrantRecordReporter> reporter;
    private final Map<String, Errant> bySource = new HashMap<>();

    private static final class Errant {
        private final Gtid gtid;
        private final String why;
        private final List<Future<Void>> underWay = new ArrayList<>();
        private long records;
        private @Nullable TransactionHeader header;
        private @Nullable Coordinates first;
        private @Nullable Coordinates last;

        private Errant(Gtid gtid, String why) {
            this.gtid = gtid;
            this.why = why;
        }

        private boolean has(Received received) {
            String id = gtid.toString();
            if (received instanceof Received.Begin begin) {
                return begin.header().gtid().equals(gtid);
            }
            if (received instanceof Received.Ddl ddl) {
                return ddl.header().gtid().equals(gtid);
            }
            return (received instanceof Received.Row row && row.transactionId().equals(id))
                    || (received instanceof Received.End end
                            && end.transactionId().equals(id));
        }
    }

    ErrantRecords(SinkMetrics metrics, boolean tolerant, SinkTaskContext context) {
        this.metrics = metrics;
        this.tolerant = tolerant;
        this.reporter = tolerant ? reporter(context) : Optional.empty();
    }

    private static Optional<ErrantRecordReporter> reporter(SinkTaskContext context) {
        try {
            return Optional.ofNullable(context.errantRecordReporter());
        } catch (NoSuchMethodError | NoClassDefFoundError older) {
            LOG.warn("This worker is older than Kafka 2.6 and has no dead letter queue for what a sink cannot apply");
            return Optional.empty();
        }
    }

    boolean isTolerant() {
        return tolerant;
    }

    /** The transaction's records, which come again, are set aside. */
    void expect(String source, Gtid gtid, String why) {
        bySource.put(source, new Errant(gtid, why));
    }

    /** Forgets what was expected. */
    void forget() {
        bySource.clear();
    }

    /** Tells whether the record belongs to a transaction that is set aside. */
    boolean expects(Received received) {
        Errant errant = bySource.get(received.coordinates().source());
        return errant != null && errant.has(received);
    }

    /** Hands the record over if it belongs to a transaction that is set aside. */
    void read(SinkRecord record, Received received) {
        Errant errant = bySource.get(received.coordinates().source());
        if (errant != null && errant.has(received)) {
            report(errant, record);
        }
    }

    /** Hands over a record that cannot be read; tells whether it is within a transaction that is set aside. */
    boolean unreadable(SinkRecord record, Coordinates at) {
        Errant errant = bySource.get(at.source());
        if (errant == null || errant.header == null) {
            return false;
        }
        report(errant, record);
        errant.last = at;
        return true;
    }

    /** Hands over a record that cannot be read and belongs to no transaction. */
    void alone(SinkRecord record, String source, String why) {
        Errant errant = new Errant(Gtid.of("00000000-0000-0000-0000-000000000000", 1), why);
        report(errant, record);
        await(errant);
        metrics.stream(source).errantRecord();
        LOG.error("Set aside a record connector={} source={} {}: {}", metrics.connector(), source, queue(), why);
    }

    private void report(Errant errant, SinkRecord record) {
        errant.records++;
        if (reporter.isPresent()) {
            errant.underWay.add(reporter.get().report(record, new ConnectException(errant.why)));
        }
        if (errant.underWay.size() >= MOST_UNDER_WAY) {
            await(errant);
        }
    }

    /** What is not in the queue for certain must not be noted as applied. */
    private void await(Errant errant) {
        try {
            for (Future<Void> report : errant.underWay) {
                report.get();
            }
            errant.underWay.clear();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while records were handed to the dead letter queue", stopped);
        } catch (ExecutionException failed) {
            throw new ConnectException(
                    "Sink connector " + metrics.connector() + " stopped: the records of transaction " + errant.gtid
                            + " could not be written to errors.deadletterqueue.topic.name: " + failed.getMessage(),
                    failed.getCause());
        }
    }

    /**
     * Tells whether the record is part of a transaction that is set aside and is to go no further.
     *
     * @param units takes the transaction without rows when it is at its end
     */
    boolean holds(Received received, Consumer<ReplicatedTransaction> units) {
        Errant errant = bySource.get(received.coordinates().source());
        if (errant == null) {
            return false;
        }
        if (received instanceof Received.Begin begin && errant.has(received)) {
            errant.header = begin.header();
            errant.first = errant.first == null ? received.coordinates() : errant.first;
            errant.last = received.coordinates();
            return true;
        }
        if (errant.header == null) {
            return false;
        }
        boolean own = errant.has(received) || received instanceof Received.Ignored;
        errant.last = own ? received.coordinates() : errant.last;
        if (!own || received instanceof Received.End) {
            finish(errant, units);
        }
        return own;
    }

    private void finish(Errant errant, Consumer<ReplicatedTransaction> units) {
        TransactionHeader header = errant.header;
        Coordinates first = errant.first;
        Coordinates last = errant.last;
        if (header == null || first == null || last == null) {
            throw new IllegalStateException("Transaction " + errant.gtid + " has no BEGIN");
        }
        await(errant);
        bySource.remove(last.source());
        metrics.stream(last.source()).errantTransaction();
        LOG.error(
                "Set aside transaction gtid={} of site={} connector={} source={} records={} {}: {}",
                errant.gtid,
                header.origin().site(),
                metrics.connector(),
                last.source(),
                errant.records,
                queue(),
                errant.why);
        units.accept(new ReplicatedTransaction(header, List.of(), first, last));
    }

    private String queue() {
        return reporter.isPresent() ? "handed to the dead letter queue" : "(there is no dead letter queue)";
    }
}
