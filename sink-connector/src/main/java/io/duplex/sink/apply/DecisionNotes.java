// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.sink.apply.RowStatement.Slot;
import io.duplex.sink.conflict.ConflictLog;
import io.duplex.sink.conflict.DecidedConflict;
import io.duplex.sink.conflict.ImageText;
import io.duplex.sink.conflict.SeenTransactions;
import io.duplex.sink.conflict.SettlementOutbox;
import io.duplex.sink.conflict.SettlementRequest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Notes decisions in the open transaction, and tells of them when it is committed. */
final class DecisionNotes {
    private final Connection connection;
    private final StreamConflicts conflicts;
    private final ConflictLog log;
    private final SettlementOutbox outbox;
    private final List<DecidedConflict> open = new ArrayList<>();
    private boolean settles;

    DecisionNotes(Connection connection, StreamConflicts conflicts) {
        this.connection = connection;
        this.conflicts = conflicts;
        this.log = new ConflictLog(conflicts.key(), conflicts.options().keepDays());
        this.outbox = new SettlementOutbox(conflicts.key());
    }

    /**
     * Notes a decision.
     *
     * @param images of the change; their rows and those that were in the way are to be settled
     */
    void add(Target target, DecidedConflict conflict, List<DecodedImage> images) throws SQLException {
        open.add(conflict);
        if (conflicts.options().log()) {
            log.write(connection, withKey(target, conflict));
        }
        List<DecodedImage> touched = new ArrayList<>(images);
        touched.addAll(conflict.present());
        settle(conflict.cause().change().site(), target, touched);
    }

    /**
     * Notes that rows with the keys of these images are to be settled: the site with the lowest number tells all others,
     * the others ask it.
     *
     * @param site whose change did not fit
     */
    void settle(int site, Target target, List<DecodedImage> images) throws SQLException {
        if (!conflicts.settlesWith(site)) {
            return;
        }
        SortedSet<Integer> others = others(site);
        boolean tells = conflicts.tells(others.first());
        Map<String, DecodedImage> keys = new LinkedHashMap<>();
        for (DecodedImage image : images) {
            key(target, image).ifPresent(key -> keys.put(ImageText.of(key), key));
        }
        for (DecodedImage key : keys.values()) {
            if (!tells) {
                settle(SettlementRequest.ask(others.first(), target.id(), key));
                continue;
            }
            for (int other : others) {
                settle(SettlementRequest.tell(other, target.id(), key));
            }
        }
    }

    /** Tells whether rows that are in conflict with this site's end as they are at another one. */
    boolean asks(int site) throws SQLException {
        return conflicts.settlesWith(site) && !conflicts.tells(others(site).first());
    }

    private SortedSet<Integer> others(int site) throws SQLException {
        SortedSet<Integer> others = new TreeSet<>(Set.of(site));
        try (Statement query = connection.createStatement();
                ResultSet rows = query.executeQuery("SELECT site_id FROM "
                        + conflicts.key().tables().qualified(MetadataTables.SITE) + " WHERE NOT is_local")) {
            while (rows.next()) {
                others.add(rows.getInt(1));
            }
        }
        return others;
    }

    /** Tells whether this site has applied what another one had. */
    boolean reaches(SeenTransactions seen) throws SQLException {
        return seen.areHere(connection, conflicts.key().tables());
    }

    /** Notes that these rows were put where there were none: the other site is to say which of them it lacks by now. */
    void check(int site, Target target, List<DecodedImage> rows) throws SQLException {
        List<DecodedImage> keys =
                rows.stream().flatMap(row -> key(target, row).stream()).toList();
        if (conflicts.settlesWith(site) && !keys.isEmpty()) {
            settle(SettlementRequest.check(site, target.id(), keys));
        }
    }

    private static DecidedConflict withKey(Target target, DecidedConflict conflict) {
        return new DecidedConflict(
                conflict.cause(),
                conflict.table(),
                key(target, conflict.key()).orElse(conflict.key()),
                conflict.before(),
                conflict.after(),
                conflict.present());
    }

    /** Returns the identifying key of a row as an image of its own. */
    private static Optional<DecodedImage> key(Target target, DecodedImage image) {
        List<Slot> slots = target.keySlots(image.columns());
        if (slots.isEmpty()) {
            return Optional.empty();
        }
        @Nullable Object[] values = new @Nullable Object[slots.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = image.get(slots.get(i).position());
        }
        return Optional.of(
                DecodedImage.of(slots.stream().map(slot -> slot.column().name()).toList(), values));
    }

    /** Notes what is to be said to another site. */
    void settle(SettlementRequest request) throws SQLException {
        outbox.add(connection, request);
        settles = true;
    }

    /** Tells of the decisions, which are durable now. */
    void committed() {
        if (!open.isEmpty()) {
            conflicts.listener().decided(List.copyOf(open));
            open.clear();
        }
        if (settles) {
            settles = false;
            conflicts.settle().run();
        }
    }

    /** Forgets the decisions, which were undone. */
    void rolledBack() {
        open.clear();
        settles = false;
    }
}
