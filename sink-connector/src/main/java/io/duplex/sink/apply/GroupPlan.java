// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.apply.KeyHash.Outcome;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.schedule.TokenNumbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Puts the row changes of a target transaction in an order in which few statements write them, with the same outcome:
 *
 * <ul>
 *   <li>G1: changes of one row become one where each begins with what the one before left, and no key or reference
 *       changes but by the first. A row that is deleted and inserted again is updated, if nothing else can take its
 *       place or depend on it meanwhile.
 *   <li>G2: of two changes of which the order matters, the later one is in a later bucket.
 *   <li>G3: changes of one bucket may be made in any order.
 * </ul>
 */
final class GroupPlan {
    private static final int NONE = -1;

    private final List<@Nullable GroupRow> rows = new ArrayList<>();
    private final TokenNumbers keys = new TokenNumbers();
    /** Where the last change of a row is, by the number of its key. */
    private int[] latest = new int[16];

    private final KeyHash hash = new KeyHash();
    private boolean unknown;

    private GroupPlan() {}

    /**
     * Changes to be made together.
     *
     * @param statement for all of them, empty when each needs its own
     */
    record Bucket(RowFlags flags, Optional<MultiRow> statement, List<GroupRow> rows) {}

    /**
     * Plans changes.
     *
     * @throws IllegalArgumentException when the target lacks a column
     */
    static List<Bucket> of(List<GroupRow> changes) {
        GroupPlan plan = new GroupPlan();
        changes.forEach(plan::merge);
        return plan.buckets();
    }

    private void merge(GroupRow row) {
        unknown = false;
        int before = key(row, row.before());
        int after = key(row, row.after());
        if (unknown) {
            // It may take the place of any row.
            Arrays.fill(latest, 0, keys.size(), NONE);
            rows.add(row);
            return;
        }
        int found = before == NONE ? after : before;
        int at = found == NONE ? NONE : latest[found];
        if (before != NONE) {
            latest[before] = NONE;
        }
        int place = at == NONE ? added(row) : joined(at, row);
        int left = after == NONE ? before : after;
        if (left != NONE) {
            latest[left] = place;
        }
    }

    private int added(GroupRow row) {
        rows.add(row);
        return rows.size() - 1;
    }

    /** Makes one of the row and the one at a place, if they can be one; returns its place. */
    private int joined(int at, GroupRow row) {
        GroupRow earlier = rows.get(at);
        if (earlier == null) {
            return added(row);
        }
        if (returns(earlier, row)) {
            rows.set(at, joined(Kind.UPDATE, earlier, row));
            return at;
        }
        if (!continues(earlier, row)) {
            return added(row);
        }
        if (row.kind() == Kind.UPDATE) {
            rows.set(at, joined(earlier.kind(), earlier, row));
            return at;
        }
        // At the place of the deletion: rows that referred to this one are gone only then.
        rows.set(at, null);
        return added(joined(Kind.DELETE, earlier, row));
    }

    private static GroupRow joined(Kind kind, GroupRow earlier, GroupRow row) {
        return new GroupRow(row.target(), kind, earlier.before(), row.after(), row.flags());
    }

    /** Tells whether a row that was deleted is inserted again, with nothing left of the one before. */
    private static boolean returns(GroupRow earlier, GroupRow row) {
        DecodedImage before = earlier.before();
        DecodedImage after = row.after();
        return earlier.kind() == Kind.DELETE
                && row.kind() == Kind.INSERT
                && before != null
                && after != null
                && earlier.target().id().equals(row.target().id())
                && earlier.flags().equals(row.flags())
                && row.target().tokens().isAlone()
                && !row.target().tokens().changesKeys(before, after)
                && row.target()
                        .multiRow(Kind.UPDATE, before.columns(), after.columns())
                        .isPresent();
    }

    /** Returns the number of the row's key; of a table where the order of all changes matters there is none. */
    private int key(GroupRow row, @Nullable DecodedImage image) {
        if (image == null || row.target().tokens().isSerial()) {
            return NONE;
        }
        Outcome outcome = hash.of(row.target().tokens().base(), row.target().keySlots(image.columns()), image);
        unknown |= outcome == Outcome.UNKNOWN;
        return outcome == Outcome.VALUES ? number(hash.value()) : NONE;
    }

    private int number(long key) {
        int known = keys.size();
        int number = keys.add(key);
        if (number == latest.length) {
            latest = Arrays.copyOf(latest, 2 * number);
        }
        if (number == known) {
            latest[number] = NONE;
        }
        return number;
    }

    private static boolean continues(GroupRow earlier, GroupRow row) {
        DecodedImage between = earlier.after();
        DecodedImage before = row.before();
        if (between == null
                || before == null
                || !between.equals(before)
                || !earlier.target().id().equals(row.target().id())
                || !earlier.flags().equals(row.flags())) {
            return false;
        }
        DecodedImage first = earlier.before();
        DecodedImage after = row.after();
        if (row.kind() == Kind.UPDATE && after != null) {
            return !row.target().tokens().changesKeys(before, after);
        }
        return row.kind() == Kind.DELETE
                && earlier.kind() == Kind.UPDATE
                && first != null
                && !row.target().tokens().changesKeys(first, before);
    }

    private List<Bucket> buckets() {
        RowLevels levels = new RowLevels();
        List<List<Bucket>> byLevel = new ArrayList<>();
        for (GroupRow row : rows) {
            if (row != null) {
                int level = levels.next(row);
                while (byLevel.size() <= level) {
                    byLevel.add(new ArrayList<>());
                }
                bucket(byLevel.get(level), row).rows().add(row);
            }
        }
        return byLevel.stream().flatMap(List::stream).toList();
    }

    private static Bucket bucket(List<Bucket> level, GroupRow row) {
        Optional<MultiRow> statement = row.multiRow();
        for (Bucket bucket : level) {
            if (bucket.statement().equals(statement) && bucket.flags().equals(row.flags())) {
                return bucket;
            }
        }
        Bucket added = new Bucket(row.flags(), statement, new ArrayList<>());
        level.add(added);
        return added;
    }
}
