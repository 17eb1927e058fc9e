// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.sink.apply.RowStatement.Slot;
import io.duplex.sink.conflict.ConflictLog;
import io.duplex.sink.conflict.DecidedConflict;
import io.duplex.sink.conflict.ImageText;
import io.duplex.sink.conflict.SettlementOutbox;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        int site = conflict.cause().origin().site();
        if (!conflicts.settlesWith(site)) {
            return;
        }
        Map<String, DecodedImage> keys = new LinkedHashMap<>();
        List<DecodedImage> touched = new ArrayList<>(images);
        touched.addAll(conflict.present());
        for (DecodedImage image : touched) {
            key(target, image).ifPresent(key -> keys.put(ImageText.of(key), key));
        }
        for (DecodedImage key : keys.values()) {
            settle(new SettlementOutbox.Entry(site, !conflicts.tells(site), target.id(), key));
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

    /** Notes that a row is to be settled. */
    void settle(SettlementOutbox.Entry entry) throws SQLException {
        outbox.add(connection, entry);
        settles = true;
    }

    /** Tells of the decisions, which are durable now, and returns how many of each there were. */
    Map<String, Long> committed() {
        if (open.isEmpty() && !settles) {
            return Map.of();
        }
        Map<String, Long> counts = new TreeMap<>();
        for (DecidedConflict conflict : open) {
            counts.merge(conflict.cause().decision().value(), 1L, Long::sum);
            conflicts
                    .listener()
                    .decided(
                            conflict.table(),
                            conflict.cause().kind(),
                            conflict.cause().decision());
        }
        open.clear();
        if (settles) {
            settles = false;
            conflicts.settle().run();
        }
        return counts;
    }

    /** Forgets the decisions, which were undone. */
    void rolledBack() {
        open.clear();
        settles = false;
    }
}
