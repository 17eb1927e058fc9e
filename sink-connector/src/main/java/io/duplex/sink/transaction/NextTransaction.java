// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * Finds which of the markers and statements that wait at the head of their partitions is the source's next.
 *
 * <p>Duplex's source tells what came before each. Of Debezium's, markers are in order, as their topic must have one
 * partition, and schema changes are put between by their GTIDs' numbers: where a number is missing among the markers, a
 * statement may be on its way, and is waited for until it has been quiet for long enough.
 */
final class NextTransaction {
    private final Map<Gtid.Source, Long> numbers = new HashMap<>();
    /** Transactions that were handed out without a statement, of a source that does not tell whether there is one. */
    private GtidSet bare = GtidSet.EMPTY;

    /** Tables of which rows were handed out since the last statement. */
    private final Set<String> tables = new HashSet<>();

    private @Nullable Gtid last;
    private @Nullable TopicPartition markers;

    private void handedOut(Gtid gtid) {
        last = gtid;
        numbers.merge(gtid.source(), gtid.number(), Math::max);
    }

    /** What was handed out may come again. */
    void restart() {
        last = null;
        numbers.clear();
        tables.clear();
    }

    /** Notes that a transaction was handed out. */
    void handedOut(MergedTransaction transaction) {
        Received.Begin begin = transaction.begin();
        handedOut(begin.header().gtid());
        if (!begin.place().chained() && !transaction.hasStatement()) {
            bare = bare.plus(begin.header().gtid());
        }
        tables.addAll(transaction.tables());
    }

    /** Notes that a statement was handed out: what the tables are now is not known. */
    void handedOut(Received.Ddl ddl) {
        handedOut(ddl.header().gtid());
        tables.clear();
    }

    /** Tells whether a statement that makes the transaction's table may be on its way. */
    boolean mayLackStatement(MergedTransaction transaction) {
        return !transaction.begin().place().chained()
                && !transaction.hasStatement()
                && !transaction.isLarge()
                && !tables.containsAll(transaction.tables());
    }

    /** Checks that a statement which is applied by its GTID was not left out. */
    void requireHandedOut(Received.Ddl ddl) {
        if (ddl.rowsFollow() && bare.contains(ddl.header().gtid())) {
            throw new DataException("The statement of transaction "
                    + ddl.header().gtid() + " of source "
                    + ddl.coordinates().source() + " at " + ddl.coordinates() + " came after the transaction was handed"
                    + " out. Execute it on the target if it is missing there, then restart the task: "
                    + ddl.statement());
        }
    }

    /**
     * Returns the partition whose head is the next, if that is certain.
     *
     * @param applied tells whether a transaction is on the target or on its way there
     * @param quiet tells whether a partition's head has waited so long that nothing is on its way before it
     */
    Optional<PartitionQueue> of(
            Collection<PartitionQueue> candidates, Predicate<Gtid> applied, Predicate<PartitionQueue> quiet) {
        List<PartitionQueue> unchained = new ArrayList<>();
        PartitionQueue known = null;
        PartitionQueue first = null;
        for (PartitionQueue queue : candidates) {
            Candidate candidate = Candidate.of(queue);
            Optional<Gtid> previous = candidate.previous();
            if (!candidate.place().chained()) {
                unchained.add(queue);
            } else if (previous.isEmpty()) {
                // The first, or the first after a statement and the source's restart: the statement may be on its way.
                first = follows(queue) || quiet.test(queue) ? queue : first;
            } else if (previous.get().equals(last)) {
                return Optional.of(queue);
            } else if (applied.test(previous.get())) {
                known = queue;
            }
        }
        if (!unchained.isEmpty()) {
            return ofUnchained(unchained, quiet);
        }
        return Optional.ofNullable(known == null ? first : known);
    }

    private Optional<PartitionQueue> ofUnchained(List<PartitionQueue> candidates, Predicate<PartitionQueue> quiet) {
        PartitionQueue marker = null;
        PartitionQueue statement = null;
        for (PartitionQueue queue : candidates) {
            if (queue.head() instanceof Received.Begin begin) {
                requireOne(begin);
                marker = queue;
            } else if (statement == null || Candidate.of(queue).isBefore(Candidate.of(statement))) {
                statement = queue;
            }
        }
        if (marker != null && statement != null) {
            return Optional.of(Candidate.of(statement).isBefore(Candidate.of(marker)) ? statement : marker);
        }
        PartitionQueue only = marker == null ? statement : marker;
        return Optional.ofNullable(only).filter(queue -> follows(queue) || quiet.test(queue));
    }

    private void requireOne(Received.Begin begin) {
        TopicPartition partition = begin.coordinates().topicPartition();
        if (markers != null && !markers.equals(partition)) {
            throw new DataException("Topic " + partition.topic() + " of source "
                    + begin.coordinates().source() + " has several partitions (" + markers + ", " + partition
                    + "), so the order of the source's transactions is lost. Debezium's transaction topic must have"
                    + " one partition: delete it, create it with one, and take a new snapshot at the source. Or use"
                    + " Duplex's source, which tells the order.");
        }
        markers = partition;
    }

    private boolean follows(PartitionQueue queue) {
        Gtid gtid = Candidate.of(queue).gtid();
        Long number = numbers.get(gtid.source());
        return number != null && gtid.number() <= number + 1;
    }

    /** What a marker or a statement at the head of a partition tells of its place. */
    private record Candidate(Gtid gtid, Optional<Gtid> previous, Received.Place place) {
        static Candidate of(PartitionQueue queue) {
            Received head = queue.head();
            if (head instanceof Received.Begin begin) {
                return new Candidate(begin.header().gtid(), begin.header().previous(), begin.place());
            }
            if (head instanceof Received.Ddl ddl) {
                return new Candidate(ddl.header().gtid(), ddl.header().previous(), ddl.place());
            }
            throw new IllegalStateException("The head of " + queue.partition() + " begins no transaction");
        }

        /** A statement within a transaction has its GTID, and is not before it. */
        boolean isBefore(Candidate other) {
            return gtid.source().equals(other.gtid.source())
                    ? gtid.number() < other.gtid.number()
                    : !place.time().isAfter(other.place.time());
        }
    }
}
