// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.envelope.Message;
import io.duplex.source.notification.Notifications;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The snapshot where there is one to take, and then the binlog. One thread uses it, but for {@link #close}. */
final class SourceFlow implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SourceFlow.class);

    private final @Nullable SnapshotReader snapshot;
    private final Function<SourceOffset, StreamedChanges> opener;
    private final boolean streams;
    private final Notifications notifications;
    private final Jumps jumps;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable StreamedChanges streaming;
    private Duration delay = Duration.ZERO;
    private long copiedNanos;
    private boolean copied;

    /**
     * Messages, and where transactions end among them.
     *
     * @param whole after how many messages the last transaction ends, {@link RecordBatch#INSIDE} when none does
     * @param bytes as in {@link RecordBatch}
     * @param torn whether a transaction was left that comes again from its beginning
     */
    record Batch(List<Message> messages, int whole, long bytes, boolean torn) {
        static final Batch EMPTY = new Batch(List.of(), 0, 0, false);
    }

    /**
     * How the binlog comes to be read from elsewhere.
     *
     * @param opener reads it with the tables as they were there
     */
    record Jumps(BinlogJump jump, Function<SourceOffset, StreamedChanges> opener) {}

    private SourceFlow(
            @Nullable SnapshotReader snapshot,
            boolean streams,
            Function<SourceOffset, StreamedChanges> opener,
            Notifications notifications,
            Jumps jumps) {
        this.notifications = notifications;
        this.jumps = jumps;
        this.snapshot = snapshot;
        this.streams = streams;
        this.opener = opener;
    }

    /** Returns a flow that begins with a snapshot; {@code opener} then begins to read the binlog, if it does at all. */
    static SourceFlow snapshot(
            SnapshotReader snapshot,
            boolean streams,
            Function<SourceOffset, StreamedChanges> opener,
            Notifications notifications,
            Jumps jumps) {
        return new SourceFlow(snapshot, streams, opener, notifications, jumps);
    }

    /** Waits so long after the snapshot before the binlog is read. */
    SourceFlow delayed(Duration time) {
        delay = time;
        return this;
    }

    /** Returns a flow that goes on with the binlog, unless the snapshot was all that was wanted. */
    static SourceFlow from(
            SourceOffset offset,
            boolean streams,
            Function<SourceOffset, StreamedChanges> opener,
            Notifications notifications,
            Jumps jumps) {
        SourceFlow flow = new SourceFlow(null, streams, opener, notifications, jumps);
        if (streams) {
            flow.streaming = opener.apply(offset);
        }
        return flow;
    }

    /** Returns the next messages, waiting for the first one as long as said. */
    Batch next(int wanted, Duration patience) throws InterruptedException {
        return withNotifications(made(wanted, patience));
    }

    private Batch withNotifications(Batch made) {
        List<Message> messages = made.messages();
        Optional<SourceOffset> offset = messages.isEmpty()
                ? latest()
                : Optional.of(messages.get(messages.size() - 1).progress().after());
        List<Message> told = offset.map(notifications::drain).orElse(List.of());
        if (told.isEmpty()) {
            return made;
        }
        List<Message> all = new ArrayList<>(messages);
        all.addAll(told);
        return new Batch(all, made.whole() == messages.size() ? all.size() : made.whole(), made.bytes(), made.torn());
    }

    private Batch made(int wanted, Duration patience) throws InterruptedException {
        StreamedChanges open = streaming;
        if (open != null) {
            return open.mustJump() ? jump(open, jumps.jump().take()) : open.next(wanted, patience);
        }
        if (snapshot != null && snapshot.end().isEmpty()) {
            List<Message> copied = snapshot.next(wanted, patience);
            return new Batch(copied, copied.size(), snapshot.bytes(), false);
        }
        if (snapshot != null && streams && closed.getCount() > 0) {
            if (!delayIsOver(patience)) {
                return Batch.EMPTY;
            }
            streaming = opener.apply(snapshot.end().orElseThrow());
            return Batch.EMPTY;
        }
        closed.await(patience.toNanos(), TimeUnit.NANOSECONDS);
        return Batch.EMPTY;
    }

    /** Waits a while for the delay's end after the copy. */
    private boolean delayIsOver(Duration patience) throws InterruptedException {
        if (!copied) {
            copied = true;
            copiedNanos = System.nanoTime();
        }
        long left = delay.toNanos() - (System.nanoTime() - copiedNanos);
        long wait = Math.min(left, patience.toNanos());
        return left <= 0 || (!closed.await(wait, TimeUnit.NANOSECONDS) && wait == left);
    }

    /** Reads the binlog from elsewhere; a transaction that is open is not ended. */
    private Batch jump(StreamedChanges open, SourceOffset to) {
        LOG.info("The binlog is read from elsewhere, as a signal wants it from={} to={}", open.latest(), to);
        boolean torn = open.insideTransaction();
        open.close();
        StreamedChanges other = jumps.opener()
                .apply(to.withIncremental(open.latest().incremental())
                        .withRequests(open.latest().snapshot().requests()));
        streaming = other;
        if (closed.getCount() == 0) {
            other.close();
        }
        return new Batch(List.of(), 0, 0, torn);
    }

    /** Returns the offset up to which everything was returned, once the binlog is read. */
    Optional<SourceOffset> latest() {
        return Optional.ofNullable(streaming).map(StreamedChanges::latest);
    }

    @Override
    public void close() {
        closed.countDown();
        if (snapshot != null) {
            snapshot.abort();
        }
        StreamedChanges open = streaming;
        if (open != null) {
            open.close();
        }
        notifications.close();
    }
}
