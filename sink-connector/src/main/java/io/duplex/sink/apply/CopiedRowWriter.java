// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.apply.RowStatement.Kind;
import io.duplex.sink.apply.RowWriter.Unit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes rows that were copied on demand into tables whose conflicts are resolved. The copied site may not know yet what
 * this site's users have changed, so a row that meets another one does not just replace it, and a row that is inserted
 * may be one that they have deleted: the other site is to say so.
 */
final class CopiedRowWriter {
    private static final RowFlags ANY_ORDER = new RowFlags(true, false);

    private final RowWriter writer;
    private final GroupWriter groups;
    private final PresentRows present;
    private final ConflictWriter conflicts;

    CopiedRowWriter(RowWriter writer, GroupWriter groups, PresentRows present, ConflictWriter conflicts) {
        this.writer = writer;
        this.groups = groups;
        this.present = present;
        this.conflicts = conflicts;
    }

    /**
     * Writes rows into the open transaction.
     *
     * @param site that was copied
     * @param singly whether writing many of them at once has failed
     */
    void write(Unit unit, int site, List<DecodedChange> rows, boolean singly) throws SQLException {
        writer.begin(unit);
        Map<Target, List<GroupRow>> byTarget = new LinkedHashMap<>();
        for (DecodedChange row : rows) {
            Target target = writer.target(row);
            if (conflicts.resolves(target) && row.operation() == Operation.READ) {
                byTarget.computeIfAbsent(target, unseen -> new ArrayList<>())
                        .add(GroupRow.copied(target, Kind.INSERT, row.after().orElseThrow(), ANY_ORDER));
            } else {
                writer.merge(row, ANY_ORDER);
            }
        }
        writer.flush();
        for (Map.Entry<Target, List<GroupRow>> table : byTarget.entrySet()) {
            List<DecodedImage> inserted = singly
                    ? insertSingly(site, table.getValue())
                    : insertTogether(unit, site, table.getKey(), table.getValue());
            conflicts.check(site, table.getKey(), inserted);
        }
    }

    /** Returns the rows that were not there. */
    private List<DecodedImage> insertTogether(Unit unit, int site, Target target, List<GroupRow> rows)
            throws SQLException {
        List<GroupRow> missing = new ArrayList<>();
        List<GroupRow> others = new ArrayList<>();
        present.each(rows, (row, there) -> {
            if (there == null) {
                missing.add(row);
            } else if (!target.reader().same(row.written(), there)) {
                others.add(row);
            }
        });
        groups.copy(unit, missing);
        List<DecodedImage> inserted = new ArrayList<>(insertSingly(site, others));
        missing.forEach(row -> inserted.add(row.written()));
        return inserted;
    }

    private List<DecodedImage> insertSingly(int site, List<GroupRow> rows) throws SQLException {
        List<DecodedImage> inserted = new ArrayList<>();
        for (GroupRow row : rows) {
            if (conflicts.insertCopied(site, row)) {
                inserted.add(row.written());
            }
        }
        return inserted;
    }
}
