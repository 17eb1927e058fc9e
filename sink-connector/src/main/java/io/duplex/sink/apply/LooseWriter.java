// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.position.CopyProgress;
import io.duplex.sink.position.PositionRow;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.transaction.LooseRows;
import io.duplex.sink.transaction.Unit;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Writes rows of snapshots out of tables' topics through one session. How far each partition is done with is written last,
 * when all earlier rows are durable: other sessions write those.
 */
final class LooseWriter {
    private final TargetStream stream;
    private final CopyWriter rows;
    private final CopyProgress progress;

    LooseWriter(TargetStream stream, CopyWriter rows) {
        this.stream = stream;
        this.rows = rows;
        this.progress = new CopyProgress(stream.position().key());
    }

    /**
     * What is in the open transaction.
     *
     * @param next the progress with which it is to be committed
     * @param moved the offsets up to which its partitions are done with then
     */
    record Written(String name, PositionRow next, Map<TopicPartition, Long> moved) {}

    /** Opens a target transaction with those rows in it that are not on the target yet. */
    Written write(LooseRows unit) {
        try {
            return write(unit, false);
        } catch (ApplyFailure failure) {
            rows.again(failure);
            return write(unit, true);
        }
    }

    private Written write(LooseRows unit, boolean singly) {
        PositionRow next = stream.row().after(new CopyHeader(0, GtidSet.EMPTY), unit.last());
        Written written = new Written(name(unit), next, new HashMap<>());
        stream.run(written.name(), () -> {
            stream.open(0, next);
            List<DecodedChange> changes = chosen(missing(unit, written.moved()));
            rows.overwrite(new RowWriter.Unit(written.name(), 0, singly ? 1 : RowWriter.MOST_ROWS), changes, singly);
        });
        return written;
    }

    private List<Received.LooseRow> missing(LooseRows unit, Map<TopicPartition, Long> moved) throws SQLException {
        Map<TopicPartition, Long> done = progress.read(stream.connection());
        List<Received.LooseRow> missing = new ArrayList<>(unit.rows().size());
        for (Received.LooseRow row : unit.rows()) {
            Coordinates place = place(row.coordinates());
            TopicPartition partition = place.topicPartition();
            if (place.offset() >= done.getOrDefault(partition, 0L)) {
                moved.put(partition, place.offset() + 1);
                missing.add(row);
            }
        }
        return missing;
    }

    private List<DecodedChange> chosen(List<Received.LooseRow> missing) throws SQLException {
        return stream.session()
                .chosen()
                .choose(
                        missing.stream().map(Received.LooseRow::change).toList(),
                        change -> change,
                        (row, seen) -> seen);
    }

    /** Writes the progress of the partitions; the transaction is to be committed then. */
    void finish(Written written) throws SQLException {
        progress.write(stream.connection(), written.moved());
    }

    /** Returns the place in the table's topic. */
    static Coordinates place(Coordinates merged) {
        Coordinates place = merged.place();
        return place == null ? merged : place;
    }

    /** Returns how messages name a part of a snapshot. */
    static String name(Unit unit) {
        return "A snapshot's part at " + unit.first();
    }
}
