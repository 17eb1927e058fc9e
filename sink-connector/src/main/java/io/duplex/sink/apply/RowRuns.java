// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.apply.GroupPlan.Bucket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Divides copied rows, which may be written in any order but come by table, into runs that one statement writes. */
final class RowRuns {
    private RowRuns() {}

    /**
     * Returns the runs in the rows' order.
     *
     * @throws IllegalArgumentException when the target lacks a column
     */
    static List<Bucket> of(List<GroupRow> rows) {
        List<Bucket> runs = new ArrayList<>();
        for (GroupRow row : rows) {
            Optional<MultiRow> statement = row.multiRow();
            Bucket last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last == null
                    || !last.statement().equals(statement)
                    || !last.flags().equals(row.flags())) {
                last = new Bucket(row.flags(), statement, new ArrayList<>());
                runs.add(last);
            }
            last.rows().add(row);
        }
        return runs;
    }
}
