// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.filter.FilterServer;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.mapping.RowChoice;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Leaves those rows that the target's tables take, by the row filters. Used by one session's thread. */
final class ChosenRows {
    private final RowFilterOptions options;
    private final FilterServer server;
    private final TargetTables tables;
    private final Map<TableId, Choice> choices = new HashMap<>();

    /** A table's rows as of one version of the table. */
    private record Choice(Target target, RowChoice rows) {}

    ChosenRows(RowFilterOptions options, FilterServer server, TargetTables tables) {
        this.options = options;
        this.server = server;
        this.tables = tables;
    }

    /** Returns the rows of a transaction that are written, in order. */
    List<Received.Row> of(List<Received.Row> rows) throws SQLException {
        return choose(rows, Received.Row::change, Received.Row::with);
    }

    /** Returns the rows of a snapshot that are written, in order. */
    List<Received.SnapshotRow> ofSnapshot(List<Received.SnapshotRow> rows) throws SQLException {
        return choose(
                rows,
                Received.SnapshotRow::change,
                (row, change) -> new Received.SnapshotRow(row.header(), change, row.coordinates()));
    }

    /** Returns the rows that are written, in order, with what they are to the target. */
    <R> List<R> choose(List<R> rows, Function<R, DecodedChange> change, BiFunction<R, DecodedChange, R> with)
            throws SQLException {
        if (options.isEmpty()) {
            return rows;
        }
        List<R> chosen = new ArrayList<>(rows.size());
        int from = 0;
        while (from < rows.size()) {
            TableId table = change.apply(rows.get(from)).table();
            int to = from + 1;
            while (to < rows.size() && change.apply(rows.get(to)).table().equals(table)) {
                to++;
            }
            chosen.addAll(ofTable(table, rows.subList(from, to), change, with));
            from = to;
        }
        return chosen;
    }

    private <R> List<R> ofTable(
            TableId table, List<R> rows, Function<R, DecodedChange> change, BiFunction<R, DecodedChange, R> with)
            throws SQLException {
        RowChoice choice = choice(table);
        if (choice == null) {
            return rows;
        }
        List<R> chosen = new ArrayList<>(rows.size());
        try {
            List<Optional<DecodedChange>> seen =
                    choice.of(rows.stream().map(change).toList());
            for (int i = 0; i < rows.size(); i++) {
                R row = rows.get(i);
                seen.get(i).ifPresent(left -> chosen.add(with.apply(row, left)));
            }
            return chosen;
        } catch (IllegalArgumentException refused) {
            throw new ApplyFailure(FailureKind.STOP, String.valueOf(refused.getMessage()), refused);
        }
    }

    /** Tells whether the table takes such a row. */
    boolean takes(TableId table, DecodedImage row) throws SQLException {
        RowChoice choice = choice(table);
        try {
            return choice == null || choice.takes(row);
        } catch (IllegalArgumentException refused) {
            throw new ApplyFailure(FailureKind.STOP, String.valueOf(refused.getMessage()), refused);
        }
    }

    /** A table that is missing is for the writer to complain of. */
    @SuppressWarnings("ReferenceEquality") // a table that was read again is another object
    private @Nullable RowChoice choice(TableId table) throws SQLException {
        Optional<String> expression = options.of(table);
        Target target = expression.isPresent() ? tables.target(table).orElse(null) : null;
        if (target == null) {
            return null;
        }
        Choice known = choices.get(table);
        if (known == null || known.target() != target) {
            known = new Choice(target, new RowChoice(target.table(), expression.orElseThrow(), options, server));
            choices.put(table, known);
        }
        return known.rows();
    }
}
