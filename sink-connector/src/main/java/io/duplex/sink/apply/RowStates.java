// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.RowWriter.Unit;
import io.duplex.sink.conflict.ConflictKind;
import io.duplex.sink.conflict.DecidedConflict;
import io.duplex.sink.conflict.Decision;
import io.duplex.sink.conflict.ImageText;
import io.duplex.sink.conflict.SeenTransactions;
import io.duplex.sink.conflict.SettlementRequest;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.mapping.ToldRows;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes what another site tells or asks about a row that was in conflict.
 *
 * <ul>
 *   <li>S1: a site that is asked tells how the row is once all is applied that came before the question.
 *   <li>S2: a site that is told makes the row so; and asks again if that has changed anything, because its users may have
 *       changed the row meanwhile, or other rows had to go.
 *   <li>S3: a site that is to check rows tells that those are gone which it lacks.
 *   <li>S4: nobody answers or makes a row so before it has applied what the other site had applied when it asked or told;
 *       one that is told too early asks later.
 *   <li>S5: to a site with a row filter, a row that does not pass is as good as gone, and its own rows that do not pass are
 *       nobody else's.
 * </ul>
 */
final class RowStates {
    /** A row that it refers to may be settled later. */
    private static final RowFlags ANY_ORDER = new RowFlags(true, false);

    private final RowWriter writer;
    private final RowLocks locks;
    private final RepeatedLooks looks;
    private final RowPlacement placement;
    private final StreamConflicts conflicts;
    private final DecisionNotes notes;
    private final ToldRows names;
    private final ChosenRows chosen;

    RowStates(
            RowWriter writer,
            RowLocks locks,
            RepeatedLooks looks,
            StreamConflicts conflicts,
            DecisionNotes notes,
            ChosenRows chosen) {
        this.writer = writer;
        this.locks = locks;
        this.looks = looks;
        this.placement = new RowPlacement(writer);
        this.chosen = chosen;
        this.conflicts = conflicts;
        this.notes = notes;
        this.names = new ToldRows(conflicts.names());
    }

    /** Takes a row of the table of row states; its deletion, which follows at once, means nothing. */
    void take(Unit unit, TransactionHeader header, Received.Row row) throws SQLException {
        if (row.change().operation() != Operation.CREATE) {
            return;
        }
        DecodedImage told = row.change().after().orElseThrow();
        if (number(unit, told, "to_site") != conflicts.localSite().orElse(0)) {
            return;
        }
        int site = (int) number(unit, told, "from_site");
        TableId named = new TableId(text(unit, told, "table_schema"), text(unit, told, "table_name"));
        TableId table = names.table(named);
        Optional<Target> target = writer.known(table);
        if (target.isEmpty()) {
            return;
        }
        SettlementRequest request = SettlementRequest.of(
                        site, number(unit, told, "asks") != 0, table, text(unit, told, "row_key"))
                .with(key -> names.image(named, key));
        SeenTransactions seen = SeenTransactions.parse(text(unit, told, "seen"));
        boolean reached = notes.reaches(seen);
        DecodedImage first = request.keys().get(0);
        switch (request.kind()) {
            case ASK -> notes.settle(SettlementRequest.tell(site, table, first).after(seen));
            case CHECK -> check(target.get(), request.after(seen), reached);
            case TELL -> {
                if (reached) {
                    Optional<DecodedImage> image =
                            value(told, "row_image").map(text -> names.image(named, ImageText.parse((String) text)));
                    looks.again(() -> adopt(header, target.get(), first, image));
                } else {
                    notes.settle(SettlementRequest.ask(site, table, first).after(seen));
                }
            }
        }
    }

    private void check(Target target, SettlementRequest request, boolean reached) throws SQLException {
        for (DecodedImage key : request.keys()) {
            if (!reached || locks.one(target, key).isEmpty()) {
                notes.settle(
                        SettlementRequest.tell(request.site(), target.id(), key).after(request.awaits()));
            }
        }
    }

    private void adopt(TransactionHeader header, Target target, DecodedImage key, Optional<DecodedImage> state)
            throws SQLException {
        Optional<DecodedImage> told = state.isPresent() && takes(target, state.get()) ? state : Optional.empty();
        Optional<DecodedImage> current = locks.one(target, key);
        if (told.isEmpty() && current.isPresent() && !takes(target, current.get())) {
            return;
        }
        boolean equal = told.isEmpty()
                ? current.isEmpty()
                : current.filter(row -> target.reader().same(told.get(), row)).isPresent();
        if (equal) {
            return;
        }
        List<DecodedImage> others = new ArrayList<>();
        if (told.isPresent()) {
            others.addAll(locks.all(target, told.get()));
            current.ifPresent(others::remove);
            looks.whole(() -> placement.place(target, told.get(), current, others, ANY_ORDER));
        } else {
            placement.remove(target, current.orElseThrow(), RowFlags.NONE);
        }
        List<DecodedImage> present = new ArrayList<>(others);
        current.ifPresent(row -> present.add(0, row));
        DecidedConflict.Cause cause = new DecidedConflict.Cause(
                DecidedConflict.Change.of(header),
                ConflictKind.SETTLED,
                conflicts.options().policy(target.id()).resolution(),
                Decision.SOURCE);
        notes.add(target, new DecidedConflict(cause, target.id(), key, Optional.empty(), told, present), List.of(key));
    }

    private boolean takes(Target target, DecodedImage row) throws SQLException {
        return chosen.takes(target.id(), row);
    }

    private static long number(Unit unit, DecodedImage image, String column) {
        return value(image, column)
                .filter(Number.class::isInstance)
                .map(value -> ((Number) value).longValue())
                .orElseThrow(() -> unfit(unit, column));
    }

    private static String text(Unit unit, DecodedImage image, String column) {
        return value(image, column)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .orElseThrow(() -> unfit(unit, column));
    }

    private static Optional<Object> value(DecodedImage image, String column) {
        return image.indexOf(column).flatMap(position -> Optional.ofNullable(image.get(position)));
    }

    private static ApplyFailure unfit(Unit unit, String column) {
        return new ApplyFailure(
                FailureKind.STOP,
                unit.name() + ": column " + column + " of a row that tells of another one is not as a sink writes it."
                        + " Other software must not use that table.");
    }
}
