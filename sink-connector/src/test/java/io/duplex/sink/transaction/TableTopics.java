// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionBlock;
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
import io.duplex.sink.envelope.Received.KeyChange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;

/** Topics of one source in the table layout, at random, and what is to be made of them. */
final class TableTopics {
    static final String SOURCE = "shop";
    static final int TABLES = 4;
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    /** What each transaction or statement must come out as, in order. */
    final List<List<String>> expected = new ArrayList<>();

    final Map<TopicPartition, List<Received>> partitions = new LinkedHashMap<>();
    final Set<String> subscribed;
    private final Random random;
    private final boolean chained;
    private final int tablePartitions;
    private final int markerPartitions;
    private final List<Sent> sent = new ArrayList<>();
    private final List<Received> written = new ArrayList<>();
    private Optional<Gtid> previous = Optional.empty();
    private long number;
    private long value;

    private record Sent(TopicPartition partition, Function<Coordinates, Received> record) {}

    TableTopics(Random random, boolean chained, Set<String> subscribed) {
        this.random = random;
        this.chained = chained;
        this.subscribed = subscribed;
        this.tablePartitions = 1 + random.nextInt(3);
        this.markerPartitions = chained ? 1 + random.nextInt(3) : 1;
    }

    static String topic(int table) {
        return SOURCE + ".app.t" + table;
    }

    /** Sends this many transactions and statements. */
    TableTopics send(int transactions) {
        for (int i = 0; i < transactions; i++) {
            number += chained || random.nextInt(5) > 0 ? 1 : 2 + random.nextInt(3);
            int kind = random.nextInt(20);
            if (kind < 2) {
                statement();
            } else {
                // Debezium does not tell that a statement belongs to a transaction: it may be missed.
                transaction(kind == 2 && chained);
            }
        }
        return this;
    }

    /** Sends and writes one transaction with about so many rows of records. */
    TableTopics large(int rows) {
        number++;
        transaction(false, rows);
        return write(0);
    }

    /** Returns all records that were written once, in the order in which they were. */
    List<Received> inOrder() {
        return List.copyOf(written);
    }

    /** Writes what was sent, some of it several times, as a source does that is killed now and then. */
    TableTopics write(int crashes) {
        Map<Integer, Integer> back = new TreeMap<>();
        for (int crash = 0; crash < crashes && !sent.isEmpty(); crash++) {
            back.put(random.nextInt(sent.size()), 1 + random.nextInt(30));
        }
        for (int at = 0; at < sent.size(); at++) {
            append(sent.get(at));
            Integer again = back.remove(at);
            if (again != null) {
                at = Math.max(-1, at - again);
            }
        }
        return this;
    }

    private void append(Sent record) {
        if (record.partition().topic().equals(SOURCE)
                || record.partition().topic().endsWith(".transaction")
                || subscribed.contains(record.partition().topic())) {
            List<Received> log = partitions.computeIfAbsent(record.partition(), none -> new ArrayList<>());
            Received received = record.record()
                    .apply(new Coordinates(
                            record.partition().topic(), record.partition().partition(), log.size(), SOURCE));
            log.add(received);
            written.add(received);
        }
    }

    private Received.Place place() {
        return new Received.Place(chained, Instant.ofEpochSecond(number));
    }

    private TransactionHeader header() {
        Gtid gtid = Gtid.of(UUID, number);
        Optional<Gtid> before = chained ? previous : Optional.empty();
        previous = Optional.of(gtid);
        return new TransactionHeader(
                gtid, 1, new Origin(1, gtid), before, GtidSet.EMPTY, new CommitInfo(0, 0, 0), List.of());
    }

    private void statement() {
        ddl(header(), place(), false);
        expected.add(List.of("ddl " + number));
    }

    private void ddl(TransactionHeader header, Received.Place place, boolean inside) {
        DdlContext context = new DdlContext(Optional.empty(), DdlClass.TABLE, List.of(), Map.of());
        String text = "ddl " + number + (inside ? " START TRANSACTION" : "");
        send(SOURCE, 0, at -> new Received.Ddl(header, place, context, text, at));
    }

    private void transaction(boolean withStatement) {
        transaction(
                withStatement,
                withStatement
                        ? random.nextInt(3)
                        : random.nextInt(8) == 0 ? 20 + random.nextInt(60) : random.nextInt(6));
    }

    private void transaction(boolean withStatement, int rows) {
        TransactionHeader header = header();
        Received.Place place = place();
        String id = header.gtid().toString();
        int marker = Math.floorMod(id.hashCode(), markerPartitions);
        List<String> result = new ArrayList<>(List.of("begin " + number));
        send(SOURCE + ".transaction", marker, at -> new Received.Begin(header, place, at));
        if (withStatement) {
            ddl(header, place, true);
            result.add("ddl " + number + " START TRANSACTION");
        }
        Map<String, Long> counts = new TreeMap<>();
        long order = 0;
        for (int row = 0; row < rows; row++) {
            int table = random.nextInt(TABLES);
            boolean moves = random.nextInt(6) == 0;
            order = row(id, table, order, counts, moves ? KeyChange.LEAVES_OLD_KEY : KeyChange.NONE);
            long first = value;
            if (moves) {
                order = row(id, table, order, counts, KeyChange.TAKES_NEW_KEY);
            }
            if (subscribed.contains(topic(table))) {
                result.add(moves ? first + "->" + value : String.valueOf(first));
            }
        }
        long total = order;
        boolean told = withStatement && chained;
        Map<String, Long> collections = Map.copyOf(counts);
        send(SOURCE + ".transaction", marker, at -> new Received.End(id, total, collections, told, at));
        result.add("end " + (result.size() - (withStatement ? 2 : 1)));
        expected.add(result);
    }

    private long row(String id, int table, long before, Map<String, Long> counts, KeyChange keyChange) {
        long order = before + 1;
        long inTable = counts.merge("app.t" + table, 1L, Long::sum);
        long content = ++value;
        TransactionBlock block = new TransactionBlock(id, order, inTable);
        send(
                topic(table),
                random.nextInt(tablePartitions),
                at -> new Received.Row(
                        id, order, change(table, content, block, keyChange), RowFlags.NONE, keyChange, at));
        return order;
    }

    private static DecodedChange change(int table, long content, TransactionBlock block, KeyChange keyChange) {
        Optional<DecodedImage> image = Optional.of(DecodedImage.of(List.of("id"), content));
        boolean delete = keyChange == KeyChange.LEAVES_OLD_KEY;
        return new DecodedChange(
                delete ? Operation.DELETE : Operation.CREATE,
                block(new TableId("app", "t" + table)),
                Optional.of(block),
                delete ? image : Optional.empty(),
                delete ? Optional.empty() : image);
    }

    private static SourceInfo block(TableId table) {
        return new SourceInfo(
                "1",
                SOURCE,
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
    }

    private void send(String topic, int partition, Function<Coordinates, Received> record) {
        sent.add(new Sent(new TopicPartition(topic, partition), record));
    }
}
