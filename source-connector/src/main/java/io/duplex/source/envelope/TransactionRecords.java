// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.envelope.TransactionMarker;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.StatementHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.ServerSettings;
import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.position.SourceOffset.TransactionProgress;
import io.duplex.source.position.TableCounts;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Knows where in which transaction the records are: makes BEGIN and END, numbers the rows, and says which offset each
 * record has.
 *
 * <p>The offset's {@code transaction_id} names the unit (transaction or DDL) whose records were made last. While it is
 * not among the offset's {@code gtids}, its BEGIN is in Kafka and is not made again; afterwards it is what the next
 * unit's header calls {@code previous}, so that the chain is whole across restarts.
 */
final class TransactionRecords {
    private final RecordOptions options;
    private final int site;
    private final Supplier<Optional<ServerSettings>> server;
    private final boolean beginsAtOnce;
    private SourceOffset latest;
    private Optional<TransactionProgress> resumed;
    private Optional<Gtid> previous;
    private @Nullable TransactionStart open;
    private Optional<ServerSettings> told = Optional.empty();
    private boolean begun;
    private boolean statementWithin;
    private final TableCounts counts = new TableCounts();

    private long total;
    private EventPosition lastRow = EventPosition.UNKNOWN;

    /**
     * Goes on from an offset.
     *
     * @param filtered whether rows may be left out, so that a transaction may turn out to be empty
     */
    TransactionRecords(RecordContext context, boolean filtered, SourceOffset from) {
        this.options = context.options();
        this.site = context.site();
        this.server = context.server();
        this.beginsAtOnce = !options.stream() && !filtered;
        this.latest = from;
        this.resumed = from.transaction().filter(progress -> !isDone(progress, from));
        this.previous = from.transaction()
                .filter(progress -> isDone(progress, from))
                .flatMap(progress -> Gtid.tryParse(progress.id()));
    }

    private static boolean isDone(TransactionProgress progress, SourceOffset offset) {
        GtidSet executed = offset.executed().orElse(GtidSet.EMPTY);
        return Gtid.tryParse(progress.id()).map(executed::contains).orElse(true);
    }

    /** Returns the offset up to which everything is said. */
    SourceOffset latest() {
        return latest;
    }

    boolean inside() {
        return open != null;
    }

    /** Another server may send transactions in another order than the one that was read before it. */
    boolean leaves(TransactionStart start) {
        return open != null && !open.gtid().equals(start.gtid()) && (begun || total > 0);
    }

    /** Begins a transaction; its BEGIN follows with the first row in the stream layout and with filters, else at once. */
    List<Message> begin(TransactionStart start) {
        if (open != null && open.gtid().equals(start.gtid())) {
            return List.of(); // sent again after a lost connection
        }
        boolean goesOn = resumed.filter(
                        progress -> progress.id().equals(start.gtid().toString()))
                .isPresent();
        counts.begin(goesOn ? resumed.orElseThrow().counts() : Map.of());
        total = counts.current().values().stream().mapToLong(Long::longValue).sum();
        resumed = Optional.empty();
        open = start;
        begun = goesOn;
        statementWithin = false;
        return options.transactions() && beginsAtOnce ? beginOnce(start) : List.of();
    }

    /** Returns BEGIN when it was not yet made. */
    List<Message> beginOnce(TransactionStart start) {
        if (begun || !options.transactions()) {
            return List.of();
        }
        begun = true;
        Headers headers = new ConnectHeaders()
                .addString(TransactionHeader.NAME, header(start).encode());
        SourceOffset after = SourceOffset.atBegin(start.executed(), start.gtid(), start.position());
        return List.of(
                marker(TransactionMarker.begin(start.gtid().toString(), time(start.position())), headers, move(after)));
    }

    /** Counts a row's record and returns its place in the transaction. */
    Optional<TransactionBlock> count(TransactionStart start, TableId table) {
        if (!options.transactions()) {
            return Optional.empty();
        }
        long inTable = counts.count(table.toString());
        total++;
        return Optional.of(new TransactionBlock(start.gtid().toString(), total, inTable));
    }

    /** Returns what the last record of a row means for the offset. */
    Message.Progress rowDone(TransactionStart start, EventPosition row) {
        lastRow = row;
        return move(
                options.transactions()
                        ? SourceOffset.inside(start.executed(), start.gtid(), start.position(), row, counts.now())
                        : SourceOffset.inside(start.executed(), start.position(), row));
    }

    /** Returns the number, in its event, of the last row told of this binlog file. */
    long lastRow(String file) {
        return lastRow.file().equals(file) ? lastRow.row() : 0;
    }

    /** Returns what a record means for the offset that is not the last one of its row. */
    Message.Progress unmoved() {
        return new Message.Progress(latest, latest);
    }

    /** Ends the transaction; END is made when BEGIN was. */
    List<Message> end(TransactionEnd end) {
        TransactionStart start = end.transaction();
        boolean marked = begun && options.transactions();
        open = null;
        begun = false;
        if (!marked) {
            progress(end.executed(), end.position());
            return List.of();
        }
        previous = Optional.of(start.gtid());
        TransactionMarker marker = TransactionMarker.end(
                start.gtid().toString(), new LinkedHashMap<>(counts.current()), time(end.position()));
        Headers headers = new ConnectHeaders();
        if (statementWithin && !options.stream()) {
            headers.addString(StatementHeader.NAME, StatementHeader.WITHIN.encode());
        }
        return List.of(marker(marker, headers, move(between(end.executed(), end.position()))));
    }

    /** Moves on without a record. */
    void progress(GtidSet executed, EventPosition position) {
        if (open == null) {
            latest = between(executed, position);
        }
    }

    /** Returns what a DDL statement's record means for the offset, and makes it the unit before the next one. */
    Message.Progress statementDone(TransactionStart start, EventPosition position) {
        if (open != null) {
            statementWithin = true;
            return unmoved();
        }
        previous = Optional.of(start.gtid());
        SourceOffset after = SourceOffset.after(start.executed().plus(start.gtid()), position);
        return move(options.stream() ? withPrevious(after) : after);
    }

    TransactionHeader header(TransactionStart start) {
        return new TransactionHeader(
                start.gtid(),
                site,
                start.origin().orElseGet(() -> new Origin(site, start.gtid())),
                previous,
                start.executed(),
                start.commit().telling(news()),
                start.path());
    }

    /** Other sites compare it with their own: told after the start, and when another connection shows it changed. */
    private Optional<ServerSettings> news() {
        Optional<ServerSettings> now = server.get();
        if (now.equals(told)) {
            return Optional.empty();
        }
        told = now;
        return now;
    }

    private SourceOffset between(GtidSet executed, EventPosition position) {
        SourceOffset offset = SourceOffset.after(executed, position);
        return withPrevious(offset);
    }

    private SourceOffset withPrevious(SourceOffset offset) {
        return previous.filter(gtid -> options.transactions())
                .map(gtid -> offset.withTransaction(new TransactionProgress(gtid.toString(), Map.of())))
                .orElse(offset);
    }

    private Message.Progress move(SourceOffset after) {
        Message.Progress progress = new Message.Progress(latest, after);
        latest = after;
        return progress;
    }

    private static Message marker(TransactionMarker marker, Headers headers, Message.Progress progress) {
        return new Message(
                Message.Kind.MARKER, Optional.empty(), Optional.of(marker.key()), marker.value(), headers, progress);
    }

    private static Instant time(EventPosition position) {
        return Instant.EPOCH.plus(position.timestampMicros(), ChronoUnit.MICROS);
    }
}
