// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.binlog.Backoff;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.binlog.BinlogReader;
import io.duplex.source.binlog.EventBytes;
import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedRow;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.decode.ResumeFilter;
import io.duplex.source.decode.TransactionDecoder;
import io.duplex.source.decode.XaCommit;
import io.duplex.source.metrics.StreamingMetrics;
import io.duplex.source.position.SourceOffset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens at the source and did not come from a sink, from an offset on: reads, decodes, drops echoes, and goes on
 * after a lost connection with the very row that comes next.
 *
 * <p>Used by one thread, but for {@link #close}.
 */
public final class DecodedStream implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecodedStream.class);

    /** Of the first event in a binlog file. */
    private static final long FIRST_POSITION = 4;

    private final BinlogReader reader;
    private final TransactionDecoder decoder;
    private final LoopFilter loops;
    private final GtidSources sources;
    private final SourceFilter wanted;
    private final ResumeFilter resume;
    private final Backoff backoff;
    private final StreamingMetrics metrics;
    private @Nullable BranchEvents branch;
    private boolean connected;
    private String file;
    private long nextPosition;
    private @Nullable BinlogFailure fatal;
    private long polledBytes;

    /**
     * Begins to read.
     *
     * @param offset where an earlier task, or a snapshot, ended
     * @throws BinlogFailure when the offset does not tell what was executed
     */
    public DecodedStream(
            BinlogReader reader,
            DecodeOptions options,
            LoopFilter loops,
            GtidSources sources,
            Backoff backoff,
            SourceOffset offset) {
        this.reader = reader;
        this.sources = sources;
        this.wanted = new SourceFilter(sources);
        this.loops = loops;
        this.backoff = backoff;
        this.metrics = reader.metrics();
        this.file = offset.file();
        this.decoder = new TransactionDecoder(executed(offset), offset.file(), options);
        this.resume = new ResumeFilter(Optional.of(offset));
        reader.start(done());
        connected = true;
    }

    /** What was purged of servers that are not wanted is not missed. */
    private GtidSet done() {
        return sources.isAll()
                ? decoder.executed()
                : decoder.executed().plus(sources.unwanted(reader.facts().purged()));
    }

    /** A file's name and a position mean nothing on another server, and this one may have been replaced. */
    private static GtidSet executed(SourceOffset offset) {
        return offset.executed()
                .orElseThrow(() -> BinlogFailure.stop("The offset " + offset.file() + ":" + offset.pos()
                        + " has no GTID set: it was made while the server had gtid_mode=OFF. Put the set that was "
                        + "executed at that position into the offset's 'gtids' through Kafka Connect's REST interface, "
                        + "or delete the offset and take a new snapshot"));
    }

    /**
     * Returns what comes next, about {@code most} items when so many are there at once and are not too large together;
     * empty when nothing came in time.
     *
     * @throws BinlogFailure when somebody has to act
     */
    public List<Decoded> poll(Duration patience, int most) throws InterruptedException {
        BinlogFailure ended = fatal;
        if (ended != null) {
            throw ended;
        }
        List<Decoded> items = new ArrayList<>(most);
        polledBytes = 0;
        try {
            if (!connected && !reconnect(patience)) {
                return items;
            }
            Optional<RawEvent> event = next(patience);
            while (event.isPresent()) {
                backoff.reset();
                decoder.decode(event.get(), decoded -> {
                    count(decoded);
                    loops.filter(decoded, own -> {
                        if (own instanceof EchoedRow) {
                            items.add(own);
                        } else {
                            wanted.filter(own, kept -> resume.filter(kept, items::add));
                        }
                    });
                });
                moved(event.get());
                polledBytes += event.get().weight();
                event = items.size() < most && polledBytes < reader.batchBytes()
                        ? next(Duration.ZERO)
                        : Optional.empty();
            }
        } catch (BinlogFailure failure) {
            disconnected(failure);
            if (fatal != null && items.isEmpty()) {
                throw failure;
            }
        }
        metrics.reached(decoder.executed(), file, nextPosition);
        return items;
    }

    /** Has rows that a sink changed here told from now on, or no longer. */
    public void tellEchoedRows(boolean wanted) {
        loops.tellRows(wanted);
    }

    private void count(Decoded decoded) {
        if (decoded instanceof RowEvent) {
            metrics.rowRead();
        } else if (decoded instanceof TransactionStart start) {
            metrics.begun(start.gtid(), start.position().timestampMicros());
        } else if (decoded instanceof TransactionEnd end) {
            metrics.committed(end.transaction().gtid());
        } else if (decoded instanceof DdlEvent ddl && !ddl.insideTransaction()) {
            metrics.begun(ddl.gtid(), ddl.position().timestampMicros());
            metrics.committed(ddl.gtid());
        }
    }

    private void moved(RawEvent event) {
        if (branch != null) {
            return;
        }
        if (event.type() == EventTypes.ROTATE) {
            EventBytes body = new EventBytes(event.body());
            body.skip(Long.BYTES);
            file = body.name(body.remaining());
            nextPosition = FIRST_POSITION;
        } else if (event.nextPosition() > 0) {
            nextPosition = event.nextPosition();
        }
    }

    /** Returns the next event, of the XA transaction that was just committed if there is one. */
    private Optional<RawEvent> next(Duration patience) throws InterruptedException {
        Optional<XaCommit> commit = decoder.decided();
        if (commit.isEmpty()) {
            closeBranch();
            return reader.next(patience);
        }
        BranchEvents open = branch;
        if (open == null) {
            open = BranchEvents.of(commit.get(), reader);
            branch = open;
        }
        return open.next(patience);
    }

    /** What was read before the failure has been handed out; the server will send the open transaction again. */
    private void disconnected(BinlogFailure failure) {
        if (!failure.retriable() || backoff.exhausted()) {
            fatal = failure;
            return;
        }
        connected = false;
        closeBranch();
        decoder.disconnected();
        loops.disconnected();
        metrics.restarted();
        resume.disconnected();
        Duration wait = backoff.next();
        LOG.warn(
                "Lost the binlog, connecting again in {} ms: server={} executed={} cause={}",
                wait.toMillis(),
                reader.server(),
                decoder.executed(),
                failure.getMessage());
        LOG.debug("Lost the binlog", failure);
    }

    private boolean reconnect(Duration patience) throws InterruptedException {
        if (backoff.await(patience)) {
            reader.start(done());
            connected = true;
        }
        return connected;
    }

    private void closeBranch() {
        BranchEvents open = branch;
        branch = null;
        if (open != null) {
            open.close();
        }
    }

    /** Returns all transactions that were read whole. */
    public GtidSet executed() {
        return decoder.executed();
    }

    /** Returns how many bytes the events have whose meaning was returned last. */
    public long polledBytes() {
        return polledBytes;
    }

    /** Returns how many events wait to be decoded. */
    public int waitingEvents() {
        return reader.waitingEvents();
    }

    /** Returns how many bytes of events wait to be decoded. */
    public long waitingBytes() {
        return reader.waitingBytes();
    }

    /** Returns whether a connection is there, as far as is known. */
    public boolean connected() {
        return connected;
    }

    @Override
    public void close() {
        backoff.close();
        reader.close();
        LOG.info(
                "Stopped reading the binlog: server={} executed={} echoTransactions={} echoStatements={}",
                reader.server(),
                decoder.executed(),
                loops.echoTransactions(),
                loops.echoStatements());
    }
}
