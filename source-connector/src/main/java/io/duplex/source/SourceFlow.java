// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.decode.Decoded;
import io.duplex.source.envelope.ChangeRecords;
import io.duplex.source.envelope.Message;
import io.duplex.source.origin.DecodedStream;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.snapshot.SnapshotReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The snapshot where there is one to take, and then the binlog. One thread uses it, but for {@link #close}. */
final class SourceFlow implements AutoCloseable {
    private final @Nullable SnapshotReader snapshot;
    private final Function<SourceOffset, Streaming> opener;
    private final boolean streams;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Streaming streaming;

    /** The binlog being read. */
    record Streaming(DecodedStream events, ChangeRecords records) {}

    /**
     * Messages, and where transactions end among them.
     *
     * @param whole after how many messages the last transaction ends, {@link RecordBatch#INSIDE} when none does
     * @param torn whether a transaction was left that comes again from its beginning
     */
    record Batch(List<Message> messages, int whole, boolean torn) {
        static final Batch EMPTY = new Batch(List.of(), 0, false);
    }

    private SourceFlow(@Nullable SnapshotReader snapshot, boolean streams, Function<SourceOffset, Streaming> opener) {
        this.snapshot = snapshot;
        this.streams = streams;
        this.opener = opener;
    }

    /** Returns a flow that begins with a snapshot; {@code opener} then begins to read the binlog, if it does at all. */
    static SourceFlow snapshot(SnapshotReader snapshot, boolean streams, Function<SourceOffset, Streaming> opener) {
        return new SourceFlow(snapshot, streams, opener);
    }

    /** Returns a flow that goes on with the binlog, unless the snapshot was all that was wanted. */
    static SourceFlow from(SourceOffset offset, boolean streams, Function<SourceOffset, Streaming> opener) {
        SourceFlow flow = new SourceFlow(null, streams, opener);
        if (streams) {
            flow.streaming = opener.apply(offset);
        }
        return flow;
    }

    /** Returns the next messages, waiting for the first one as long as said. */
    Batch next(int wanted, Duration patience) throws InterruptedException {
        Streaming open = streaming;
        if (open != null) {
            return stream(open, wanted, patience);
        }
        if (snapshot != null && snapshot.end().isEmpty()) {
            List<Message> copied = snapshot.next(wanted, patience);
            return new Batch(copied, copied.size(), false);
        }
        if (snapshot != null && streams && closed.getCount() > 0) {
            streaming = opener.apply(snapshot.end().orElseThrow());
            return Batch.EMPTY;
        }
        closed.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        return Batch.EMPTY;
    }

    private static Batch stream(Streaming open, int wanted, Duration patience) throws InterruptedException {
        List<Message> messages = new ArrayList<>();
        int whole = open.records().insideTransaction() ? RecordBatch.INSIDE : 0;
        boolean torn = false;
        for (Decoded decoded : open.events().poll(patience, wanted)) {
            torn |= open.records().leaves(decoded);
            messages.addAll(open.records().of(decoded));
            if (!open.records().insideTransaction()) {
                whole = messages.size();
            }
        }
        return new Batch(messages, whole, torn);
    }

    /** Returns the offset up to which everything was returned, once the binlog is read. */
    Optional<SourceOffset> latest() {
        return Optional.ofNullable(streaming).map(open -> open.records().latest());
    }

    @Override
    public void close() {
        closed.countDown();
        if (snapshot != null) {
            snapshot.abort();
        }
        Streaming open = streaming;
        if (open != null) {
            open.events().close();
        }
    }
}
