// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes units of the records of each partition, which arrive in the partition's order.
 *
 * <ul>
 *   <li>A1: a transaction is handed out once, with all its rows in order, or not at all.
 *   <li>A2: what is delivered again, by the source or by Kafka, from any record on, changes nothing.
 *   <li>A3: a missing record is an error, never a smaller transaction.
 *   <li>A4: units follow each other in the partition; no record of an open transaction is handed out as passed.
 *   <li>A5: no more rows than the limits allow are held for each partition.
 * </ul>
 */
public final class TransactionAssembler {
    private final AssemblyOptions options;
    private final TableSelection selection;
    private final UnaryOperator<Unit> mapping;
    private final RowTypes types;
    private final Map<TopicPartition, PartitionAssembly> partitions = new HashMap<>();

    /** Begins with nothing open; all names stay what they are. */
    public TransactionAssembler(AssemblyOptions options, TableSelection selection) {
        this(options, selection, UnaryOperator.identity(), EnvelopeOptions.of(""), SourceTables.NONE);
    }

    /**
     * Begins with nothing open.
     *
     * @param mapping makes of each unit, which has the source's names, what is handed out
     * @param values the modes in which sources write values, for rows without schemas
     * @param tables keeps what tables of such rows look like
     */
    public TransactionAssembler(
            AssemblyOptions options,
            TableSelection selection,
            UnaryOperator<Unit> mapping,
            EnvelopeOptions values,
            SourceTables tables) {
        this.options = options;
        this.selection = selection;
        this.mapping = mapping;
        this.types = new RowTypes(values, tables);
    }

    /**
     * Takes the next record of its partition.
     *
     * @param applied tells whether the target has a transaction already; the units handed out before count too
     * @param units takes what is complete now
     * @throws org.apache.kafka.connect.errors.DataException when records are missing
     */
    public void add(Received record, Predicate<Gtid> applied, Consumer<Unit> units) {
        partition(record.coordinates()).add(record, applied).forEach(unit -> handOut(unit, units));
    }

    /** Notes what a record of one of a source's topics tells of tables, before its turn has come. */
    public void announce(Received record) {
        types.announce(record);
    }

    /** Hands out the rows of snapshots that wait for more: there is nothing more for the moment. */
    public void flush(Consumer<Unit> units) {
        partitions.values().forEach(partition -> partition.flush().forEach(unit -> handOut(unit, units)));
    }

    private void handOut(Unit unit, Consumer<Unit> units) {
        units.accept(mapping.apply(types.typed(unit)));
    }

    /** Returns the transaction of which BEGIN has come and END has not. */
    public Optional<OpenedTransaction> opened(TopicPartition partition) {
        return Optional.ofNullable(partitions.get(partition)).flatMap(PartitionAssembly::opened);
    }

    /** A transaction that is not complete, and its first record. */
    public record OpenedTransaction(Gtid gtid, Coordinates begin) {}

    /** Forgets what is open in the partition, to read it again or never. */
    public void forget(TopicPartition partition) {
        partitions.remove(partition);
        types.forget(partition);
    }

    private PartitionAssembly partition(Coordinates coordinates) {
        return partitions.computeIfAbsent(
                coordinates.topicPartition(), partition -> new PartitionAssembly(options, selection));
    }

    /** Returns the partitions of which something waits for more records. */
    List<TopicPartition> open() {
        return partitions.entrySet().stream()
                .filter(entry -> entry.getValue().isOpen())
                .map(Map.Entry::getKey)
                .toList();
    }
}
