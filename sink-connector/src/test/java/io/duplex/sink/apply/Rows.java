// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Received;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Changed rows of one table of the source, in the columns that the source has. */
final class Rows {
    private final TableId table;
    private final List<String> columns;

    private Rows(TableId table, List<String> columns) {
        this.table = table;
        this.columns = columns;
    }

    static Rows of(String table, String... columns) {
        return new Rows(new TableId("app", table), List.of(columns));
    }

    static Rows of(TableId table, List<String> columns) {
        return new Rows(table, columns);
    }

    Received.Row insert(@Nullable Object... values) {
        return row(Operation.CREATE, Optional.empty(), Optional.of(image(values)), RowFlags.NONE);
    }

    Received.Row update(DecodedImage before, DecodedImage after) {
        return row(Operation.UPDATE, Optional.of(before), Optional.of(after), RowFlags.NONE);
    }

    Received.Row delete(@Nullable Object... values) {
        return row(Operation.DELETE, Optional.of(image(values)), Optional.empty(), RowFlags.NONE);
    }

    Received.SnapshotRow read(SnapshotHeader header, @Nullable Object... values) {
        return new Received.SnapshotRow(
                header,
                change(Operation.READ, Optional.empty(), Optional.of(image(values))),
                TargetFixture.at(header.record()));
    }

    /** The row's change as a part of a snapshot. */
    Received.SnapshotRow snapshot(SnapshotHeader header, Received.Row row) {
        return new Received.SnapshotRow(header, row.change(), TargetFixture.at(header.record()));
    }

    DecodedChange copied(DecodedImage image) {
        return change(Operation.READ, Optional.empty(), Optional.of(image));
    }

    DecodedImage image(@Nullable Object... values) {
        return DecodedImage.of(columns, values);
    }

    private Received.Row row(
            Operation operation, Optional<DecodedImage> before, Optional<DecodedImage> after, RowFlags flags) {
        return new Received.Row("", 1, change(operation, before, after), flags, TargetFixture.at(1));
    }

    static Received.Row withFlags(Received.Row row, RowFlags flags) {
        return new Received.Row(row.transactionId(), row.totalOrder(), row.change(), flags, row.coordinates());
    }

    private DecodedChange change(Operation operation, Optional<DecodedImage> before, Optional<DecodedImage> after) {
        SourceInfo source = new SourceInfo(
                "1",
                TargetFixture.SOURCE,
                0,
                SourceInfo.Snapshot.FALSE,
                table.database(),
                Optional.of(table.table()),
                1,
                Optional.empty(),
                "binlog.000001",
                4,
                0,
                OptionalLong.empty(),
                Optional.empty());
        return new DecodedChange(operation, source, Optional.empty(), before, after);
    }
}
