// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.metrics.StreamingMetrics;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.ServerFacts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the binlog from a GTID set on, over one connection at a time. What ends a connection comes as a
 * {@link BinlogFailure} after all events that were read before; whoever takes the events then knows what is done, and
 * starts again from there.
 *
 * <p>Used by one thread.
 */
public final class BinlogReader implements AutoCloseable {
    private final ServerConnections server;
    private final ReaderOptions options;
    private final BinlogClients clients;
    private final StreamingMetrics metrics;
    private volatile @Nullable BinlogConnection connection;

    /** Reads nothing yet. */
    public BinlogReader(ServerConnections server, ReaderOptions options, StreamingMetrics metrics) {
        this.server = server;
        this.options = options;
        this.metrics = metrics;
        this.clients = new BinlogClients(server, options);
    }

    /** Returns what counts the events. */
    public StreamingMetrics metrics() {
        return metrics;
    }

    /** Returns {@code host:port}. */
    public String server() {
        return server.server();
    }

    /** Returns a reader of the same server under another replica's number, so that both can be connected at once. */
    public BinlogReader another() {
        return new BinlogReader(server, options.asAnotherReplica(), StreamingMetrics.unseen());
    }

    /**
     * Asks the server for what it says of itself.
     *
     * @throws BinlogFailure when it does not answer
     */
    public ServerFacts facts() {
        try {
            return server.facts();
        } catch (SQLException e) {
            throw BinlogFailures.of(e, server());
        }
    }

    /** Returns how many bytes of events should be taken at once at most. */
    public long batchBytes() {
        return options.queue().batchBytes();
    }

    /** Begins to read everything but {@code done}; returns before the connection is made. */
    public void start(GtidSet done) {
        close();
        BinlogConnection next = new BinlogConnection(server, clients, new EventQueue(options.queue()), done, metrics);
        connection = next;
        next.start();
    }

    /**
     * Takes the next event, waiting for one as long as said. In the place of a compressed transaction come its events.
     *
     * @throws BinlogFailure when the connection has ended and all its events are taken
     */
    public Optional<RawEvent> next(Duration patience) throws InterruptedException {
        BinlogConnection current = connection;
        if (current == null) {
            throw new IllegalStateException("Not started");
        }
        Optional<RawEvent> event = current.queue().take(patience);
        event.ifPresent(this::count);
        boolean container = event.isPresent() && event.get().type() == EventTypes.TRANSACTION_PAYLOAD;
        return container ? next(patience) : event;
    }

    private void count(RawEvent event) {
        if (event.inside()) {
            return; // counted as what it was in
        }
        if (event.type() == EventTypes.HEARTBEAT || event.type() == EventTypes.HEARTBEAT_V2) {
            metrics.idle();
        }
        metrics.event(event.type(), event.timestampSeconds(), event.serverId(), event.length());
    }

    /** Returns how many events wait to be taken. */
    public int waitingEvents() {
        BinlogConnection current = connection;
        return current == null ? 0 : current.queue().size();
    }

    /** Returns how many bytes of events wait to be taken. */
    public long waitingBytes() {
        BinlogConnection current = connection;
        return current == null ? 0 : current.queue().bytes();
    }

    @Override
    public void close() {
        BinlogConnection current = connection;
        connection = null;
        if (current != null) {
            current.close();
        }
    }
}
