// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.envelope.ToldTables;
import io.duplex.sink.transaction.TableVersions.Known;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;

/**
 * Gives rows out of JSON without schemas their types, which the source's schema changes have told. Units come in the
 * source's order, so that each row meets the table as it was when the row was changed; where rows have no place in that
 * order, the source's clock tells. Used by one thread.
 */
final class RowTypes {
    private static final String REMEDY =
            "The sink learns the tables from the source's schema changes: they must be in its"
                    + " topics from the first snapshot on (include.schema.changes=true at the source). Take a new snapshot at"
                    + " the source, or use CompactConverter or another converter with schemas on both sides, as sites that"
                    + " replicate into each other must.";

    private final EnvelopeOptions options;
    private final SourceTables store;
    private final Map<TopicPartition, Tables> sources = new HashMap<>();

    /**
     * Knows no table yet.
     *
     * @param options the modes in which sources write values that do not tell them
     */
    RowTypes(EnvelopeOptions options, SourceTables store) {
        this.options = options;
        this.store = store;
    }

    /** The tables of one source. */
    private static final class Tables {
        private final Map<TableId, TableVersions> tables = new HashMap<>();

        TableVersions of(TableId id) {
            return tables.computeIfAbsent(id, unknown -> new TableVersions());
        }

        Optional<TableVersions> known(TableId id) {
            TableVersions exact = tables.get(id);
            if (exact != null) {
                return Optional.of(exact);
            }
            // With lower_case_table_names the statement's spelling need not be the row's.
            return tables.entrySet().stream()
                    .filter(entry -> entry.getKey().lowerCase().equals(id.lowerCase()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        }
    }

    /** Returns the unit with typed rows; what it tells of tables holds for the next ones. */
    Unit typed(Unit unit) {
        Step step = new Step(unit);
        unit.accept(step);
        return step.typed;
    }

    /** Forgets what is known by units that are handed out again, or never. */
    void forget(TopicPartition partition) {
        sources.remove(partition);
    }

    private Tables tables(TopicPartition partition, String source) {
        return sources.computeIfAbsent(partition, unknown -> {
            Tables tables = new Tables();
            store.load(source)
                    .forEach(version -> tables.of(version.table().id()).reach(new Known(version, options)));
            return tables;
        });
    }

    private Tables tables(Coordinates at) {
        return tables(at.topicPartition(), at.source());
    }

    /**
     * Notes what a record of one of a source's topics tells before its turn has come.
     *
     * @throws DataException when rows were read by other types that were made after it
     */
    void announce(Received record) {
        Coordinates at = record.coordinates();
        if (record instanceof Received.Ddl ddl) {
            announce(at, Optional.of(ddl.header().gtid()), ddl.tables());
        } else if (record instanceof Received.LooseDdl ddl) {
            announce(at, Optional.empty(), ddl.tables());
        }
    }

    private void announce(Coordinates at, Optional<Gtid> gtid, ToldTables told) {
        for (TableSchema table : told.tables()) {
            Tables tables = tables(Coordinates.mergedPartition(at.source()), at.source());
            Known known = new Known(version(table, at, gtid, told), options);
            if (tables.of(table.id()).announce(known)) {
                throw new DataException(
                        "Rows of " + table.id() + " that an incremental snapshot of source " + at.source()
                                + " has read were taken for those of the table before the statement at " + at
                                + ", which came later than they. Take the snapshot of the table again; the task can be"
                                + " restarted. Tables do not change while they are copied, if that is to be avoided.");
            }
        }
    }

    private void learn(Coordinates at, Optional<Gtid> gtid, ToldTables told) {
        for (TableSchema table : told.tables()) {
            SourceTables.Version version = version(table, at, gtid, told);
            TableVersions known = tables(at).of(table.id());
            // A snapshot's statement may be delivered again when the target has later ones.
            if (gtid.isPresent()
                    || known.reached()
                            .filter(before -> version.isNotAfter(before.version()))
                            .isEmpty()) {
                store.save(at.source(), version);
                known.reach(new Known(version, options));
            }
        }
    }

    private static SourceTables.Version version(
            TableSchema table, Coordinates at, Optional<Gtid> gtid, ToldTables told) {
        Coordinates place = at.place();
        return new SourceTables.Version(table, told.modes(), gtid, told.time(), place == null ? at : place);
    }

    private DecodedChange typed(DecodedChange change, Coordinates at) {
        if (!change.isUntyped()) {
            return change;
        }
        boolean placeless = at.isMerged() && change.source().snapshot() == SourceInfo.Snapshot.INCREMENTAL;
        Known version = tables(at)
                .known(change.table())
                .flatMap(table -> placeless ? table.at(time(change)) : table.reached())
                .orElseThrow(() -> new DataException(
                        row(change, at) + " has no schema, and what its table looked like was not told. " + REMEDY));
        try {
            return version.rows().typed(change);
        } catch (IllegalArgumentException unfit) {
            throw new DataException(
                    row(change, at) + " is not as the table was told at "
                            + version.version().place() + ": " + unfit.getMessage()
                            + ". Behind Debezium, give the sink the source's " + ValueOptions.DECIMAL + ", "
                            + ValueOptions.TIME + ", " + ValueOptions.BIGINT_UNSIGNED + " and "
                            + ValueOptions.BINARY + ". " + REMEDY,
                    unfit);
        }
    }

    private static Instant time(DecodedChange change) {
        return Instant.EPOCH.plus(change.source().timestampMicros(), ChronoUnit.MICROS);
    }

    private static String row(DecodedChange change, Coordinates at) {
        return "The row of " + change.table()
                + change.transaction()
                        .map(transaction -> " of transaction " + transaction.id())
                        .orElse("") + " of source " + at.source() + " at " + at;
    }

    /** Returns empty when all rows have types. */
    private <R extends Received> Optional<List<R>> typed(
            List<R> rows, Function<R, DecodedChange> change, BiFunction<R, DecodedChange, R> with) {
        if (rows.stream().noneMatch(row -> change.apply(row).isUntyped())) {
            return Optional.empty();
        }
        return Optional.of(rows.stream()
                .map(row -> with.apply(row, typed(change.apply(row), row.coordinates())))
                .toList());
    }

    private Optional<List<Received.Row>> rows(List<Received.Row> rows) {
        return typed(rows, Received.Row::change, Received.Row::with);
    }

    /** One unit's step. */
    private final class Step implements Unit.Visitor {
        private Unit typed;

        Step(Unit unit) {
            this.typed = unit;
        }

        @Override
        public void transaction(ReplicatedTransaction transaction) {
            rows(transaction.rows())
                    .ifPresent(rows -> typed = new ReplicatedTransaction(
                            transaction.header(), rows, transaction.first(), transaction.last()));
        }

        @Override
        public void largeStart(LargeTransaction.Start start) {
            // Has no rows.
        }

        @Override
        public void largePart(LargeTransaction.Part part) {
            rows(part.rows())
                    .ifPresent(
                            rows -> typed = new LargeTransaction.Part(part.header(), rows, part.first(), part.last()));
        }

        @Override
        public void largeEnd(LargeTransaction.End end) {
            // Has no rows.
        }

        @Override
        public void ddl(DdlUnit ddl) {
            learn(ddl.first(), Optional.of(ddl.header().gtid()), ddl.tables());
        }

        @Override
        public void snapshotBatch(SnapshotBatch batch) {
            RowTypes.this
                    .typed(
                            batch.rows(),
                            Received.SnapshotRow::change,
                            (row, change) -> new Received.SnapshotRow(row.header(), change, row.coordinates()))
                    .ifPresent(rows -> typed =
                            new SnapshotBatch(batch.header(), batch.firstRecord(), rows, batch.first(), batch.last()));
        }

        @Override
        public void snapshotStatement(SnapshotStatement statement) {
            learn(statement.first(), Optional.empty(), statement.tables());
        }

        @Override
        public void copiedRows(CopiedRows copied) {
            RowTypes.this
                    .typed(
                            copied.rows(),
                            Received.CopiedRow::change,
                            (row, change) -> new Received.CopiedRow(row.header(), change, row.coordinates()))
                    .ifPresent(rows -> typed = new CopiedRows(copied.header(), rows, copied.first(), copied.last()));
        }

        @Override
        public void loose(LooseUnit unit) {
            if (unit instanceof LooseStatement statement) {
                learn(statement.first(), Optional.empty(), statement.ddl().tables());
            } else if (unit instanceof LooseRows loose) {
                RowTypes.this
                        .typed(
                                loose.rows(),
                                Received.LooseRow::change,
                                (row, change) -> new Received.LooseRow(change, row.incremental(), row.coordinates()))
                        .ifPresent(rows -> typed = new LooseRows(rows, loose.first(), loose.last()));
            }
        }

        @Override
        public void passed(Passed passed) {
            // Has no rows.
        }
    }
}
