// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.KeyHash.Outcome;
import io.duplex.sink.apply.RowStatement.Slot;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares the target's rows with what changes tell of them as they were before, many with one query, which locks them.
 * A difference is a failure; which row it is and what to do is found out by writing rows one by one.
 */
final class ImageCheck {
    private static final int MOST_ROWS = 500;

    private final Connection connection;
    private final RowLocks locks;
    private final SqlText text = new SqlText();
    private final KeyHash hash = new KeyHash();

    ImageCheck(Connection connection) {
        this.connection = connection;
        this.locks = new RowLocks(connection);
    }

    /** Compares the rows that changes are to update or delete. */
    void verify(String unit, List<GroupRow> changes) throws SQLException {
        Map<Target, List<GroupRow>> byTarget = new LinkedHashMap<>();
        for (GroupRow change : changes) {
            DecodedImage before = change.before();
            // Without a key, the row is found by all its values.
            if (before != null && change.target().hasKey(before.columns())) {
                byTarget.computeIfAbsent(change.target(), target -> new ArrayList<>())
                        .add(change);
            }
        }
        for (List<GroupRow> wanted : byTarget.values()) {
            for (int from = 0; from < wanted.size(); from += MOST_ROWS) {
                compare(unit, wanted.subList(from, Math.min(wanted.size(), from + MOST_ROWS)));
            }
        }
    }

    private void compare(String unit, List<GroupRow> changes) throws SQLException {
        Map<Long, GroupRow> byKey = new HashMap<>();
        List<GroupRow> hashed = new ArrayList<>();
        for (GroupRow change : changes) {
            Optional<Long> key = key(change.target(), change.image());
            if (key.isEmpty() || byKey.putIfAbsent(key.get(), change) != null) {
                require(unit, change, locks.one(change.target(), change.image()).orElse(null));
            } else {
                hashed.add(change);
            }
        }
        if (hashed.isEmpty()) {
            return;
        }
        Target target = hashed.get(0).target();
        try (Statement query = connection.createStatement()) {
            query.setEscapeProcessing(false);
            try (ResultSet rows = query.executeQuery(query(target, hashed))) {
                while (rows.next()) {
                    DecodedImage present = target.reader().read(rows);
                    GroupRow change = key(target, present).map(byKey::remove).orElse(null);
                    if (change != null) {
                        require(unit, change, present);
                    }
                }
            }
        }
        if (!byKey.isEmpty()) {
            require(unit, byKey.values().iterator().next(), null);
        }
    }

    private String query(Target target, List<GroupRow> changes) throws SQLException {
        DecodedImage first = changes.get(0).image();
        text.clear();
        text.sql(target.reader().selection())
                .sql(" FORCE INDEX (")
                .sql(target.rowKey(first.columns())
                        .map(key -> TableId.quote(key.index()))
                        .orElseThrow())
                .sql(") WHERE ");
        for (int i = 0; i < changes.size(); i++) {
            DecodedImage image = changes.get(i).image();
            text.sql(i == 0 ? "(" : ") OR (");
            List<Slot> key = target.keySlots(image.columns());
            for (int part = 0; part < key.size(); part++) {
                String condition = ValueBinders.keyCondition(key.get(part).column());
                int at = condition.indexOf('?');
                text.sql(part == 0 ? "" : " AND ").sql(condition.substring(0, at));
                ValueBinders.write(
                        text, image.get(key.get(part).position()), key.get(part).column());
                text.sql(condition.substring(at + 1));
            }
        }
        text.sql(") FOR UPDATE");
        return text.take();
    }

    private Optional<Long> key(Target target, DecodedImage image) {
        return hash.of(0, target.keySlots(image.columns()), image) == Outcome.VALUES
                ? Optional.of(hash.value())
                : Optional.empty();
    }

    private static void require(String unit, GroupRow change, @Nullable DecodedImage present) {
        Target target = change.target();
        if (present == null || !target.reader().same(change.image(), present)) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    unit + ": cannot " + change.kind() + " " + target.describe(change.image())
                            + (present == null ? ": it is not on the target." : ": it differs on the target.")
                            + " Compare both sides and correct the target.");
        }
    }
}
