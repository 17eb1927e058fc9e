// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.envelope.TransactionMarker;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.header.TransactionHeader.CommitInfo;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/** Writes the records that Connect would deliver from a source's stream, one after the other. */
final class StreamTopic {
    static final TopicPartition PARTITION = new TopicPartition("shop.stream", 0);
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final int SITE = 1;
    private static final TableSchema TABLE = new TableSchema(
            new TableId("shop", "orders"),
            List.of(
                    Column.builder("id", ColumnType.INT).nullable(false).build(),
                    Column.builder("note", ColumnType.VARCHAR)
                            .length(200)
                            .charset(Optional.of("utf8mb4"))
                            .build()),
            List.of("id"),
            List.of(),
            TableSchema.TableOptions.NONE);

    private final String source;
    private final TopicPartition partition;
    private final EnvelopeSchema schema;
    private final List<SinkRecord> records = new ArrayList<>();
    private long offset;
    private int transactions;
    private int rows;
    private long copied;
    private long committedMicros;
    private Instant marked = Instant.EPOCH;

    /** Of the source {@code shop}. */
    StreamTopic() {
        this(PARTITION);
    }

    /** Of the source whose stream this is. */
    StreamTopic(TopicPartition partition) {
        this.partition = partition;
        this.source = partition.topic().replace(".stream", "");
        this.schema = new EnvelopeSchema(TABLE, EnvelopeOptions.of(source));
    }

    /** One transaction that inserts rows with ids from {@code first} on. */
    StreamTopic inserts(int first, int count) {
        return begin().rows(first, count).end();
    }

    /** The transactions that follow were committed then. */
    StreamTopic at(Instant time) {
        committedMicros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
        return this;
    }

    /** The transactions that follow were committed then, at a server that tells the origin's commit time of none. */
    StreamTopic marked(Instant time) {
        marked = time;
        return this;
    }

    /** The beginning of a first copy: rows of a table of which the server guesses how many it has. */
    StreamTopic copies(int first, int count, long estimated) {
        for (int id = first; id < first + count; id++) {
            copied++;
            SnapshotHeader header = new SnapshotHeader(
                    "s1",
                    SITE,
                    copied,
                    false,
                    GtidSet.EMPTY,
                    GtidSet.EMPTY,
                    SnapshotHeader.Run.FIRST,
                    id == first ? OptionalLong.of(estimated) : OptionalLong.empty());
            Struct value = schema.encode(
                            new RowChange.Read(TABLE, image(id)),
                            new ChangeContext(
                                    source(SourceInfo.Snapshot.TRUE, Optional.empty()),
                                    Optional.empty(),
                                    Instant.EPOCH))
                    .value();
            add(value, Map.of(SnapshotHeader.NAME, header.encode()));
        }
        return this;
    }

    StreamTopic begin() {
        transactions++;
        rows = 0;
        Gtid gtid = Gtid.of(UUID, transactions);
        TransactionHeader header = new TransactionHeader(
                gtid,
                SITE,
                new Origin(SITE, gtid),
                transactions == 1 ? Optional.empty() : Optional.of(Gtid.of(UUID, transactions - 1)),
                transactions == 1 ? GtidSet.EMPTY : GtidSet.parse(UUID + ":1-" + (transactions - 1)),
                new CommitInfo(0, 0, committedMicros),
                List.of());
        add(TransactionMarker.begin(gtid.toString(), marked).value(), Map.of(TransactionHeader.NAME, header.encode()));
        return this;
    }

    StreamTopic rows(int first, int count) {
        for (int id = first; id < first + count; id++) {
            rows++;
            add(insert(id, new TransactionBlock(UUID + ":" + transactions, rows, rows)), Map.of());
        }
        return this;
    }

    StreamTopic end() {
        Map<String, Long> counts = Map.of("shop.orders", (long) rows);
        add(
                TransactionMarker.end(UUID + ":" + transactions, counts, Instant.EPOCH)
                        .value(),
                Map.of());
        return this;
    }

    /** A row that nobody can read. */
    StreamTopic unreadableRow() {
        rows++;
        Schema schema = SchemaBuilder.struct().field("x", Schema.STRING_SCHEMA).build();
        add(new Struct(schema).put("x", "?"), Map.of());
        return this;
    }

    private Struct insert(long id, TransactionBlock transaction) {
        return schema.encode(
                        new RowChange.Insert(TABLE, image(id)),
                        new ChangeContext(
                                source(SourceInfo.Snapshot.FALSE, Optional.of(transaction.id())),
                                Optional.of(transaction),
                                Instant.EPOCH))
                .value();
    }

    private static RowImage image(long id) {
        return RowImage.of(id, ("note " + id).getBytes(StandardCharsets.UTF_8));
    }

    private SourceInfo source(SourceInfo.Snapshot snapshot, Optional<String> gtid) {
        return new SourceInfo(
                "1",
                source,
                0,
                snapshot,
                "shop",
                Optional.of("orders"),
                1,
                gtid,
                "binlog.000001",
                4,
                0,
                OptionalLong.empty(),
                Optional.empty());
    }

    private void add(Struct value, Map<String, String> headers) {
        SinkRecord record = new SinkRecord(
                partition.topic(),
                partition.partition(),
                null,
                null,
                value.schema(),
                value,
                offset++,
                0L,
                TimestampType.CREATE_TIME,
                new ConnectHeaders());
        headers.forEach((name, text) -> record.headers().addString(name, text));
        records.add(record);
    }

    List<SinkRecord> records() {
        return records;
    }

    /** Returns the records since the last call; they are no longer kept. */
    List<SinkRecord> take() {
        List<SinkRecord> taken = List.copyOf(records);
        records.clear();
        return taken;
    }
}
