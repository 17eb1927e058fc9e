// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.position;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.SitePath;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.schedule.TransactionGroup;
import io.duplex.sink.transaction.ReplicatedTransaction;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a progress row says, without its key. Immutable: each unit of work derives the next one.
 *
 * @param gtids applied set
 * @param last transaction that was applied last
 * @param copy the snapshot being copied or copied last
 * @param next Kafka's record after the last one that took effect
 * @param origins up to where transactions are here that came through this source from other sites, or that its copy held,
 *     by the GTIDs that they had there
 */
public record PositionRow(
        GtidSet gtids, Optional<Last> last, Copy copy, Optional<Coordinates> next, long transactions, GtidSet origins) {

    /** Nothing is applied. */
    static final PositionRow EMPTY =
            new PositionRow(GtidSet.EMPTY, Optional.empty(), Copy.NONE, Optional.empty(), 0, GtidSet.EMPTY);

    /**
     * A transaction, or a part of a snapshot.
     *
     * @param gtid as the source numbers it; a part of a snapshot keeps that of the transaction before,
     *     until its last record
     * @param committedMicros at its origin, since 1970; 0 when unknown
     * @param path sites that it came through
     */
    public record Last(Optional<Gtid> gtid, Origin origin, long committedMicros, SitePath path) {
        private static Last of(TransactionHeader header) {
            return new Last(
                    Optional.of(header.gtid()),
                    header.origin(),
                    header.commit().originalCommitMicros(),
                    header.pathThere());
        }

        /** A part of a copy, which came on the shortest way. */
        private static Last ofCopy(Optional<Gtid> before, Origin part) {
            return new Last(before, part, 0, SitePath.of(part.site()));
        }
    }

    /**
     * Progress of a snapshot.
     *
     * @param snapshot id, empty when there was none yet; when the copy went on after an interruption, followed by
     *     {@code #} and the number of that run
     * @param record how many of its records are here
     * @param emptyTables tables that were empty when this copy, or an unfinished one before it, began with them: what
     *     is in them comes from the copy and may be removed when it begins again; after {@link #FILLED} those without
     *     a key, which stay noted when the copy is complete
     * @param replaced ids of snapshots in whose place later ones have come: delivered again, they have no effect
     */
    public record Copy(String snapshot, long record, boolean complete, Set<String> emptyTables, Set<String> replaced) {
        /** Before the name of a table without a key that was empty when a copy began with it. */
        public static final String FILLED = "filled ";

        private static final String RUN = "#";

        /** Before the id of a replaced snapshot, among the lines that a row stores. */
        private static final String REPLACED = "replaced ";

        static final Copy NONE = new Copy("", 0, false, Set.of(), Set.of());

        public Copy {
            emptyTables = Set.copyOf(emptyTables);
            replaced = Set.copyOf(replaced);
        }

        /** Returns what a row tells; its lines are tables and replaced snapshots. */
        static Copy stored(String snapshot, long record, boolean complete, Set<String> lines) {
            Set<String> tables = new HashSet<>();
            Set<String> replaced = new HashSet<>();
            for (String line : lines) {
                if (line.startsWith(REPLACED)) {
                    replaced.add(line.substring(REPLACED.length()));
                } else {
                    tables.add(line);
                }
            }
            return new Copy(snapshot, record, complete, tables, replaced);
        }

        /** Returns the lines for {@link #stored}, in order. */
        SortedSet<String> lines() {
            SortedSet<String> lines = new TreeSet<>(emptyTables);
            replaced.forEach(id -> lines.add(REPLACED + id));
            return lines;
        }

        private Copy after(SnapshotHeader header, Set<String> tables) {
            return new Copy(
                            name(header),
                            header.record(),
                            header.last(),
                            header.last() ? filled(tables) : tables,
                            replaced)
                    .replacing(isOf(header) || snapshot.isEmpty() ? Set.of() : Set.of(id()));
        }

        private static Set<String> filled(Set<String> tables) {
            return tables.stream().filter(line -> line.startsWith(FILLED)).collect(Collectors.toSet());
        }

        private Copy replacing(Set<String> more) {
            Set<String> all = new HashSet<>(replaced);
            all.addAll(more);
            return new Copy(snapshot, record, complete, emptyTables, all);
        }

        private static String name(SnapshotHeader header) {
            return header.run().number() == 0
                    ? header.id()
                    : header.id() + RUN + header.run().number();
        }

        private long run() {
            int at = snapshot.indexOf(RUN);
            return at < 0 ? 0 : Long.parseLong(snapshot.substring(at + 1));
        }

        private String id() {
            int at = snapshot.indexOf(RUN);
            return at < 0 ? snapshot : snapshot.substring(0, at);
        }

        /** Tells whether this is the header's snapshot, in whatever run. */
        public boolean isOf(SnapshotHeader header) {
            return id().equals(header.id());
        }

        /** Returns how many records are here, as the header's run counts them. */
        long present(SnapshotHeader header) {
            if (!isOf(header)) {
                return replaced.contains(header.id()) ? Long.MAX_VALUE : 0;
            }
            int older = Long.compare(header.run().number(), run());
            if (older == 0) {
                return record;
            }
            // A new run begins behind records that are here, and makes void what its predecessor sent beyond them.
            return older < 0 ? Long.MAX_VALUE : Math.min(record, header.run().from());
        }

        /** Tells whether a copy was begun and its last record has not arrived. */
        public boolean unfinished() {
            return !snapshot.isEmpty() && !complete;
        }
    }

    /** Returns the row with which a transaction commits. */
    public PositionRow after(TransactionHeader header, Coordinates lastRecord) {
        return new PositionRow(
                gtids.plus(header.executed()).plus(header.gtid()),
                Optional.of(Last.of(header)),
                copy,
                Optional.of(following(lastRecord)),
                transactions + 1,
                handedOn(origins, header));
    }

    /** In the order of a source's stream, the transactions of another server come in that server's order. */
    private static GtidSet handedOn(GtidSet origins, TransactionHeader header) {
        Gtid first = header.origin().gtid();
        return first.equals(header.gtid()) || header.origin().isOfCopy() || origins.contains(first)
                ? origins
                : origins.plus(GtidSet.upTo(first));
    }

    /** Returns the row with which a group of transactions commits. */
    public PositionRow after(TransactionGroup group) {
        TransactionHeader header = group.last().header();
        GtidSet others = origins;
        for (ReplicatedTransaction transaction : group.transactions()) {
            others = handedOn(others, transaction.header());
        }
        return new PositionRow(
                group.applied(),
                Optional.of(Last.of(header)),
                copy,
                Optional.of(following(group.last().last())),
                transactions + group.transactions().size(),
                others);
    }

    /**
     * Tells whether a snapshot begins or ends with this row: what was applied before it has no place among what follows.
     */
    boolean beginsAnew(PositionRow former) {
        return !copy.id().equals(former.copy.id()) || (copy.complete() && !copy.equals(former.copy));
    }

    /** Returns this row without a place in the stream. */
    PositionRow withoutPlace() {
        return new PositionRow(gtids, Optional.empty(), Copy.NONE, Optional.empty(), transactions, origins);
    }

    /** Returns how far the copy is, of which all rows that tell a copy tell the same. */
    static Copy farthestCopy(List<PositionRow> rows) {
        return rows.stream()
                .map(PositionRow::copy)
                .filter(copy -> !copy.snapshot().isEmpty())
                .max(Comparator.comparingLong(Copy::run).thenComparingLong(Copy::record))
                .map(copy -> copy.replacing(rows.stream()
                        .flatMap(row -> row.copy.replaced().stream())
                        .collect(Collectors.toSet())))
                .orElse(Copy.NONE);
    }

    /** Returns the row whose worker has applied what stands last in the stream. */
    static PositionRow farthest(List<PositionRow> rows) {
        return rows.stream()
                .max(Comparator.comparingLong(
                        row -> row.next.map(Coordinates::offset).orElse(-1L)))
                .orElseThrow();
    }

    /** Returns what rows say together. */
    static PositionRow joined(List<PositionRow> rows, GtidSet applied, long count) {
        PositionRow place = farthest(rows);
        return new PositionRow(applied, place.last, farthestCopy(rows), place.next, count, originsOf(rows));
    }

    /** Returns what any of the rows says by the GTIDs of origins. */
    static GtidSet originsOf(List<PositionRow> rows) {
        GtidSet all = GtidSet.EMPTY;
        for (PositionRow row : rows) {
            all = row.origins.isEmpty() || row.origins.equals(all) ? all : all.plus(row.origins);
        }
        return all;
    }

    /** Returns the row with which an interrupted DDL statement is noted as executed. */
    public PositionRow after(Gtid gtid, Origin origin) {
        return new PositionRow(
                gtids.plus(gtid),
                Optional.of(Last.ofCopy(Optional.of(gtid), origin)),
                copy,
                next,
                transactions + 1,
                origins);
    }

    /** Returns the row with which a part of a snapshot commits. */
    public PositionRow after(SnapshotHeader header, Coordinates lastRecord, Set<String> emptyTables) {
        return new PositionRow(
                header.last() ? gtids.plus(header.executed()) : gtids,
                Optional.of(Last.ofCopy(header.last() ? Optional.empty() : last.flatMap(Last::gtid), origin(header))),
                copy.after(header, emptyTables),
                Optional.of(following(lastRecord)),
                transactions,
                header.last() ? origins.plus(header.executed()).plus(header.covered()) : origins);
    }

    /** Returns the row with which copied rows commit. */
    public PositionRow after(CopyHeader header, Coordinates lastRecord) {
        return new PositionRow(
                gtids,
                Optional.of(
                        Last.ofCopy(last.flatMap(Last::gtid), Origin.ofCopy(header.site(), lastRecord.offset() + 1))),
                copy,
                Optional.of(following(lastRecord)),
                transactions,
                origins);
    }

    /** Returns what stands for the origin of a snapshot's record, which no server has given a GTID. */
    public static Origin origin(SnapshotHeader header) {
        return Origin.ofCopy(header.site(), header.record());
    }

    private static Coordinates following(Coordinates record) {
        return new Coordinates(record.topic(), record.partition(), record.offset() + 1, record.source());
    }
}
