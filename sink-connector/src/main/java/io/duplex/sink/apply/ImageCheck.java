// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compares the target's rows with what changes tell of them as they were before, many with one query, which locks them.
 * A difference is a failure; which row it is and what to do is found out by writing rows one by one.
 */
final class ImageCheck {
    private final PresentRows present;

    ImageCheck(PresentRows present) {
        this.present = present;
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
            present.each(wanted, (change, row) -> require(unit, change, row));
        }
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
