// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.header.TransactionHeader.CommitInfo;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** A topic as a source would write it, for tests: transactions, sent again from anywhere when asked to. */
public final class SourceLog {
    public static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    public static final String TOPIC = "shop.stream";
    public static final TableId TABLE = new TableId("shop", "orders");

    private static final SourceInfo SOURCE = new SourceInfo(
            "1",
            "shop",
            0,
            SourceInfo.Snapshot.FALSE,
            TABLE.database(),
            Optional.of(TABLE.table()),
            1,
            Optional.empty(),
            "binlog.000001",
            4,
            0,
            OptionalLong.empty(),
            Optional.empty());

    private final List<Function<Coordinates, Received>> sent = new ArrayList<>();
    private final List<Received> topic = new ArrayList<>();
    private final int site;
    private int transactions;

    public SourceLog(int site) {
        this.site = site;
    }

    public static Gtid gtid(int number) {
        return Gtid.of(UUID, number);
    }

    /** Sends a transaction of this many rows, the next in the source's order. */
    public SourceLog transaction(int rows) {
        TransactionHeader header = header(++transactions, site);
        String id = header.gtid().toString();
        send(at -> new Received.Begin(header, at));
        for (int row = 1; row <= rows; row++) {
            long order = row;
            send(at -> new Received.Row(id, order, change(order), RowFlags.NONE, at));
        }
        send(at -> new Received.End(id, rows, at));
        return this;
    }

    /** Sends a CREATE TABLE ... SELECT of MySQL 8.0: its statement and this many rows in one transaction. */
    public SourceLog createTableSelect(int rows) {
        TransactionHeader header = header(++transactions, site);
        String id = header.gtid().toString();
        DdlContext context = new DdlContext(Optional.of("shop"), DdlClass.TABLE, List.of(TABLE), Map.of());
        send(at -> new Received.Begin(header, at));
        send(at -> new Received.Ddl(header, context, "CREATE TABLE orders(id INT) START TRANSACTION", at));
        for (int row = 1; row <= rows; row++) {
            long order = row;
            send(at -> new Received.Row(id, order, change(order), RowFlags.NONE, at));
        }
        send(at -> new Received.End(id, rows, at));
        return this;
    }

    /** Sends again everything from this record on, as a source does that crashed before it noted its offset. */
    public SourceLog sendAgainFrom(int record) {
        List<Function<Coordinates, Received>> again =
                List.copyOf(sent.subList(Math.min(record, sent.size()), sent.size()));
        again.forEach(this::append);
        return this;
    }

    /** Sends again the records from one on up to another one, and from there on everything again. */
    public SourceLog sendAgain(int from, int to) {
        int first = Math.min(from, sent.size());
        List<Function<Coordinates, Received>> again =
                List.copyOf(sent.subList(first, Math.max(first, Math.min(to, sent.size()))));
        again.forEach(this::append);
        return this;
    }

    private void send(Function<Coordinates, Received> record) {
        sent.add(record);
        append(record);
    }

    private void append(Function<Coordinates, Received> record) {
        topic.add(record.apply(new Coordinates(TOPIC, 0, topic.size(), "shop")));
    }

    /** Returns the topic's records; the place in the list is the offset. */
    public List<Received> records() {
        return List.copyOf(topic);
    }

    public int size() {
        return sent.size();
    }

    public static TransactionHeader header(int number, int site) {
        Gtid gtid = gtid(number);
        GtidSet executed = number == 1 ? GtidSet.EMPTY : GtidSet.parse(UUID + ":1-" + (number - 1));
        Optional<Gtid> previous = number == 1 ? Optional.empty() : Optional.of(gtid(number - 1));
        return new TransactionHeader(
                gtid, site, new Origin(site, gtid), previous, executed, new CommitInfo(0, 0, 0), List.of());
    }

    public static DecodedChange change(long value) {
        return new DecodedChange(
                Operation.CREATE,
                SOURCE,
                Optional.empty(),
                Optional.empty(),
                Optional.of(DecodedImage.of(List.of("id"), value)));
    }
}
