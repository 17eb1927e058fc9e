// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.apply.KeyHash.Outcome;
import io.duplex.sink.apply.RowStatement.Slot;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the target's rows that have the keys of changes, many with one query, which locks them. */
final class PresentRows {
    private static final int MOST_ROWS = 500;

    private final Connection connection;
    private final RowLocks locks;
    private final SqlText text = new SqlText();
    private final KeyHash hash = new KeyHash();

    PresentRows(Connection connection) {
        this.connection = connection;
        this.locks = new RowLocks(connection);
    }

    /** Takes each change with the row that has its key, which may be none. */
    @FunctionalInterface
    interface Visitor {
        void met(GroupRow change, @Nullable DecodedImage present);
    }

    /** Reads the rows for changes of one table, which has a key in their images. */
    void each(List<GroupRow> changes, Visitor visitor) throws SQLException {
        for (int from = 0; from < changes.size(); from += MOST_ROWS) {
            some(changes.subList(from, Math.min(changes.size(), from + MOST_ROWS)), visitor);
        }
    }

    private void some(List<GroupRow> changes, Visitor visitor) throws SQLException {
        Map<Long, GroupRow> byKey = new HashMap<>();
        List<GroupRow> hashed = new ArrayList<>();
        for (GroupRow change : changes) {
            Optional<Long> key = key(change.target(), change.image());
            if (key.isEmpty() || byKey.putIfAbsent(key.get(), change) != null) {
                visitor.met(change, locks.one(change.target(), change.image()).orElse(null));
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
                        visitor.met(change, present);
                    }
                }
            }
        }
        for (GroupRow change : byKey.values()) {
            // 5.7 and 8.0 pass over rows: of word = 'a' OR word = 'ä' in a key in utf8mb4_bin they find the first only.
            visitor.met(change, locks.one(change.target(), change.image()).orElse(null));
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
}
