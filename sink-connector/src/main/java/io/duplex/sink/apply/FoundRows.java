// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.sink.conflict.ConflictKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks for the rows of the target that a change meets, locks them, and tells whether the change fits. */
final class FoundRows {
    private final RowLocks locks;
    private final boolean comparesImages;

    FoundRows(RowLocks locks, boolean comparesImages) {
        this.locks = locks;
        this.comparesImages = comparesImages;
    }

    /**
     * What is in the way of a change.
     *
     * @param current the row that is to be changed
     * @param others rows with unique values that the changed row is to have
     */
    record Found(ConflictKind kind, Optional<DecodedImage> current, List<DecodedImage> others) {
        Found {
            others = List.copyOf(others);
        }

        /** Tells whether the target has the row as the change leaves it, and no other one in its way. */
        boolean shows(GroupRow change) {
            DecodedImage after = change.after();
            List<DecodedImage> rows = rows();
            return after == null
                    ? rows.isEmpty()
                    : rows.size() == 1 && change.target().reader().same(after, rows.get(0));
        }

        List<DecodedImage> rows() {
            List<DecodedImage> rows = new ArrayList<>(others);
            current.ifPresent(row -> rows.add(0, row));
            return rows;
        }
    }

    /** Returns the rows that have unique values of a copied one, empty when there are none. */
    Optional<Found> conflictOfCopy(GroupRow copied) throws SQLException {
        List<DecodedImage> others = locks.all(copied.target(), copied.written());
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of(new Found(ConflictKind.COPY_DIFFERS, Optional.empty(), others));
    }

    /** Returns what does not fit, empty when all does. */
    Optional<Found> conflict(GroupRow change) throws SQLException {
        Target target = change.target();
        DecodedImage before = change.before();
        if (before == null) {
            List<DecodedImage> others = locks.all(target, change.written());
            return others.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Found(ConflictKind.INSERT_EXISTS, Optional.empty(), others));
        }
        if (!target.hasKey(before.columns())) {
            return locks.hasEqual(target, before) ? Optional.empty() : Optional.of(missing(change, List.of()));
        }
        Optional<DecodedImage> current = locks.one(target, before);
        List<DecodedImage> others = new ArrayList<>();
        if (change.after() != null) {
            others.addAll(locks.all(target, change.written()));
            current.ifPresent(others::remove);
        }
        if (current.isEmpty()) {
            return Optional.of(missing(change, others));
        }
        if (comparesImages && !target.reader().same(before, current.get())) {
            ConflictKind kind = change.after() == null ? ConflictKind.DELETE_DIFFERS : ConflictKind.UPDATE_DIFFERS;
            return Optional.of(new Found(kind, current, others));
        }
        return others.isEmpty() ? Optional.empty() : Optional.of(new Found(ConflictKind.UPDATE_TAKEN, current, others));
    }

    private static Found missing(GroupRow change, List<DecodedImage> others) {
        ConflictKind kind = change.after() == null ? ConflictKind.DELETE_MISSING : ConflictKind.UPDATE_MISSING;
        return new Found(kind, Optional.empty(), others);
    }
}
