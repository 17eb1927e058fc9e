// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedDdl;
import io.duplex.source.decode.Decoded.EchoedRow;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.envelope.ChangeRecords;
import io.duplex.source.envelope.Message;
import io.duplex.source.incremental.BlockingSnapshot;
import io.duplex.source.incremental.IncrementalSnapshot;
import io.duplex.source.incremental.Settling;
import io.duplex.source.incremental.StreamPlace;
import io.duplex.source.origin.DecodedStream;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.IncrementalProgress;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.signal.Signal;
import io.duplex.source.signal.SignalInbox;
import io.duplex.source.signal.SignalOptions;
import io.duplex.source.signal.SignalRows;
import io.duplex.source.table.GivenTables;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The changes that the binlog tells, and between them what signals ask for. One thread uses it, but for {@link #close}.
 */
final class StreamedChanges implements AutoCloseable {
    private final DecodedStream events;
    private final ChangeRecords records;
    private final Requests requests;
    private final @Nullable SignalRows signalRows;
    private final boolean stream;
    /** What was read from the binlog already, when a blocking snapshot comes first. */
    private final Deque<Decoded> waiting = new ArrayDeque<>();

    private EventPosition position;
    private @Nullable TransactionStart transaction;
    private @Nullable TableId lastTable;
    private @Nullable EventPosition lastRow;
    private @Nullable TransactionStart lastRowOf;

    /** What may be asked for while the binlog is read. */
    record Requests(
            SignalOptions options,
            SignalInbox inbox,
            SignalActions actions,
            IncrementalSnapshot incremental,
            BlockingSnapshot blocking,
            Settling settling,
            BinlogJump jump) {}

    /**
     * Goes on where the records do.
     *
     * @param stream whether sinks read the records, which know transactions and must find all rows of each together
     */
    StreamedChanges(DecodedStream events, ChangeRecords records, Requests requests, boolean stream) {
        this.stream = stream;
        this.events = events;
        this.records = records;
        this.requests = requests;
        this.signalRows = requests.options().table().map(SignalRows::new).orElse(null);
        SourceOffset begin = records.latest();
        this.position = new EventPosition(
                begin.file(), begin.pos(), 0, 0, begin.serverId(), begin.timestampSeconds() * 1_000_000);
    }

    /** Returns the next messages, waiting for the first one as long as said. */
    SourceFlow.Batch next(int wanted, Duration patience) throws InterruptedException {
        List<Message> messages = new ArrayList<>(wanted);
        boolean torn = false;
        for (Signal signal : requests.inbox().read()) {
            requests.actions().act(signal, latest());
        }
        define(
                given -> records.define(
                        given, Optional.ofNullable(transaction), position, Optional.ofNullable(lastTable)),
                messages);
        requests.blocking().begin();
        if (mustWait()) {
            messages.addAll(requests.blocking().read(wanted, lastRow == null ? place() : place(lastRow, lastRowOf)));
            return new SourceFlow.Batch(messages, whole(messages, RecordBatch.INSIDE), 0, false);
        }
        requests.settling().read(place().executed());
        if (mayCopy()) {
            requests.incremental().advance(place(), message -> messages.add(withRequests(message)));
        }
        events.tellEchoedRows(requests.incremental().running());
        int whole = whole(messages, RecordBatch.INSIDE);
        long bytes = 0;
        if (waiting.isEmpty()) {
            waiting.addAll(events.poll(messages.isEmpty() ? patience : Duration.ZERO, wanted));
            bytes = events.polledBytes();
            records.ahead(waiting);
        }
        while (!waiting.isEmpty() && !mustWait() && !mustJump()) {
            Decoded item = waiting.remove();
            torn |= records.leaves(item);
            step(item, messages);
            if (item instanceof DdlEvent || item instanceof EchoedDdl) {
                records.ahead(waiting);
            }
            whole = whole(messages, whole);
        }
        return new SourceFlow.Batch(messages, whole, bytes, torn);
    }

    /** Tells whether a blocking snapshot is to be read before the next change. */
    private boolean mustWait() {
        return requests.blocking().wanted()
                && !records.insideTransaction()
                && requests.blocking().ready(place().executed());
    }

    /** Tells whether rows that no transaction has changed may become records here. */
    private boolean mayCopy() {
        return !stream || !records.insideTransaction();
    }

    /** Tells whether the binlog is to be read from elsewhere before the next change. */
    boolean mustJump() {
        return requests.jump().isWanted() && mayCopy();
    }

    private int whole(List<Message> messages, int before) {
        return records.insideTransaction() ? before : messages.size();
    }

    private void step(Decoded item, List<Message> messages) {
        position = item.position();
        if (item instanceof TransactionStart start) {
            transaction = start;
        } else if (item instanceof RowEvent row) {
            row(row, messages);
        } else if (item instanceof EchoedRow echo) {
            requests.incremental().changed(echo.row());
        }
        List<Message> told = records.of(isCopied(item) ? ((RowEvent) item).whileCopied() : item);
        IncrementalSnapshot incremental = requests.incremental();
        if (!incremental.running() && !requests.blocking().wanted()) {
            messages.addAll(told);
            return;
        }
        told.forEach(message -> messages.add(withRequests(withIncremental(message))));
        if (!(item instanceof RowEvent) && mayCopy()) {
            incremental.closePassed(place(), message -> messages.add(withRequests(message)));
        }
    }

    /** Blocking snapshots that are waiting go on after a restart, whichever record is the last before it. */
    private Message withRequests(Message message) {
        if (!requests.blocking().wanted()) {
            return message;
        }
        Optional<String> wanted = requests.blocking().progress();
        return message.withProgress(new Message.Progress(
                message.progress().before().withRequests(wanted),
                message.progress().after().withRequests(wanted)));
    }

    private boolean isCopied(Decoded item) {
        return stream
                && item instanceof RowEvent row
                && (requests.incremental().copies(row.table())
                        || requests.blocking().copies(row.table()));
    }

    private void row(RowEvent row, List<Message> messages) {
        lastTable = row.table();
        lastRow = row.position();
        lastRowOf = row.transaction();
        if (signalRows != null && signalRows.concerns(row)) {
            signalRow(row, signalRows, messages);
        }
        requests.incremental().changed(row);
    }

    private void signalRow(RowEvent row, SignalRows rows, List<Message> messages) {
        Optional<Signal> inserted = rows.inserted(row);
        Optional<String> end = inserted.filter(signal -> signal.type().equals("snapshot-window-close"))
                .or(() -> rows.deleted(row).filter(signal -> signal.type().equals("snapshot-window-open")))
                .map(Signal::id);
        end.ifPresent(id -> requests.incremental().marked(id, place(), message -> messages.add(withRequests(message))));
        inserted.filter(signal -> !signal.type().startsWith("snapshot-window-"))
                .filter(signal -> requests.options().watchedTable().isPresent())
                .ifPresent(signal -> requests.actions().act(signal, latest()));
        define(given -> records.define(given, row), messages);
    }

    /** Makes the tables what signals said that they are. */
    private void define(Function<GivenTables, List<Message>> definition, List<Message> messages) {
        List<GivenTables> wanted = requests.actions().takeGiven();
        for (GivenTables given : wanted) {
            definition.apply(given).forEach(message -> messages.add(withRequests(withIncremental(message))));
        }
        if (!wanted.isEmpty()) {
            records.ahead(waiting);
        }
    }

    private Message withIncremental(Message message) {
        Optional<IncrementalProgress> progress = requests.incremental().progress();
        return message.withProgress(new Message.Progress(
                message.progress().before().withIncremental(progress),
                message.progress().after().withIncremental(progress)));
    }

    boolean insideTransaction() {
        return records.insideTransaction();
    }

    private StreamPlace place() {
        return place(position, transaction);
    }

    private StreamPlace place(EventPosition at, @Nullable TransactionStart of) {
        return of == null
                ? new StreamPlace(records.latest(), at, Optional.empty(), OptionalLong.empty())
                : new StreamPlace(records.latest(), at, Optional.of(of.gtid()), OptionalLong.of(of.threadId()));
    }

    /** Returns the offset up to which everything was returned. */
    SourceOffset latest() {
        return records.latest()
                .withIncremental(requests.incremental().progress())
                .withRequests(requests.blocking().progress());
    }

    @Override
    public void close() {
        requests.incremental().close();
        requests.blocking().close();
        events.close();
        requests.inbox().close();
    }
}
