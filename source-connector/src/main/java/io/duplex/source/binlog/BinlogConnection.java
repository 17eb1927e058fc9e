// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.metrics.StreamingMetrics;
import io.duplex.source.server.ServerConnections;
import io.duplex.source.server.ServerFacts;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the binlog with its thread, from the server's check to the failure that ends it. The client
 * returns from {@code connect()} as if all were well, and goes on after an event that it could not read: both end the
 * connection here.
 */
final class BinlogConnection implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BinlogConnection.class);
    private static final Duration END_PATIENCE = Duration.ofSeconds(10);

    private final ServerConnections server;
    private final BinlogClients clients;
    private final EventQueue queue;
    private final GtidSet done;
    private final StreamingMetrics metrics;
    private final Thread thread;
    private volatile @Nullable BinaryLogClient client;
    private volatile @Nullable Exception failure;
    private volatile boolean closing;

    BinlogConnection(
            ServerConnections server, BinlogClients clients, EventQueue queue, GtidSet done, StreamingMetrics metrics) {
        this.server = server;
        this.clients = clients;
        this.queue = queue;
        this.done = done;
        this.metrics = metrics;
        this.thread = new Thread(this, "duplex-binlog-" + server.server());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, error) -> queue.fail(new BinlogFailure(
                BinlogFailure.Kind.STOP, "The binlog of " + server.server() + " cannot be read: " + error, error)));
    }

    EventQueue queue() {
        return queue;
    }

    void start() {
        thread.start();
    }

    @Override
    public void run() {
        try {
            check(server.choose(done));
            BinaryLogClient mine = clients.client(done, queue);
            mine.registerLifecycleListener(new Lifecycle());
            client = mine;
            if (!closing) {
                mine.connect();
            }
            Exception cause = failure;
            queue.fail(BinlogFailures.of(
                    cause == null ? new IOException("the server closed it") : cause, server.server()));
        } catch (IOException | SQLException | RuntimeException e) {
            queue.fail(BinlogFailures.of(e, server.server()));
        }
    }

    /** Says before the server does, and more clearly, why it would refuse. */
    private void check(ServerFacts facts) {
        GtidSet missing = facts.missing(done);
        if (!missing.isEmpty()) {
            throw BinlogFailure.stop("Server " + server.server() + " no longer has the binlog of " + missing
                    + ", which was not read yet: take a new snapshot (delete the connector's offsets, or "
                    + "snapshot.mode=when_needed), and keep binlogs longer (binlog_expire_logs_seconds)");
        }
        GtidSet lost = lost(facts);
        if (!lost.isEmpty()) {
            throw BinlogFailure.stop("Server " + server.server() + " has lost " + lost
                    + ", which was already read (restored from a backup?): take a new snapshot");
        }
    }

    /** Other servers' transactions may still be on their way to this one. */
    private GtidSet lost(ServerFacts facts) {
        GtidSet own = GtidSet.EMPTY;
        for (Gtid.Source source : done.minus(facts.executed()).sources()) {
            if (source.uuid().equals(facts.uuid())) {
                own = own.plus(done.minus(facts.executed())
                        .last(source)
                        .map(GtidSet::of)
                        .orElse(GtidSet.EMPTY));
            }
        }
        return own;
    }

    private void disconnect() {
        BinaryLogClient mine = client;
        try {
            if (mine != null) {
                mine.disconnect();
            }
        } catch (IOException e) {
            LOG.debug("The binlog's connection to {} was closed already", server.server(), e);
        }
    }

    @Override
    public void close() {
        closing = true;
        queue.close();
        thread.interrupt();
        // The client's own method waits for its end without limit.
        Thread closer = new Thread(this::disconnect, "duplex-binlog-closer");
        closer.setDaemon(true);
        closer.start();
        try {
            thread.join(END_PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Lifecycle extends BinaryLogClient.AbstractLifecycleListener {
        @Override
        public void onConnect(BinaryLogClient connected) {
            metrics.connected(server.server());
            LOG.info(
                    "Reading the binlog of {} as replica {} over connection {}",
                    server.server(),
                    connected.getServerId(),
                    connected.getConnectionId());
        }

        @Override
        public void onCommunicationFailure(BinaryLogClient broken, Exception cause) {
            remember(cause);
        }

        @Override
        public void onEventDeserializationFailure(BinaryLogClient broken, Exception cause) {
            remember(cause);
            disconnect();
        }

        @Override
        public void onDisconnect(BinaryLogClient ended) {
            metrics.disconnected();
        }

        private void remember(Exception cause) {
            if (failure == null) {
                failure = cause;
            }
        }
    }
}
