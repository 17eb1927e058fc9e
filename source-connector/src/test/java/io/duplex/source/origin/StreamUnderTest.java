// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.server.ServerAddress;
import io.duplex.source.binlog.Backoff;
import io.duplex.source.binlog.BinlogReader;
import io.duplex.source.binlog.ReaderOptions;
import io.duplex.source.binlog.ReaderOptions.NetTimeouts;
import io.duplex.source.binlog.ReaderOptions.QueueLimits;
import io.duplex.source.binlog.ReaderOptions.Retries;
import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.EchoedDdl;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.metrics.StreamingMetrics;
import io.duplex.source.origin.OriginOptions.Include;
import io.duplex.source.position.EventPosition;
import io.duplex.source.position.SourceOffset;
import io.duplex.source.server.ConnectionOptions;
import io.duplex.source.server.ConnectionOptions.SslMode;
import io.duplex.source.server.ConnectionOptions.Tls;
import io.duplex.source.server.JdbcOptions;
import io.duplex.source.server.ServerConnections;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.config.types.Password;

/** A stream over a real server, read until everything that the server has executed is there. */
public final class StreamUnderTest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final DecodedStream stream;
    private final LoopFilter loops;
    private final List<Decoded> items = new ArrayList<>();

    private StreamUnderTest(ServerConnections server, Include include, SourceOffset offset, ReaderOptions options) {
        MetadataTables metadata = new MetadataTables(MetadataTables.DEFAULT_DATABASE);
        loops = new LoopFilter(
                metadata,
                include,
                new IntentTable(server, metadata),
                new SiteServers(Set.of(), new SiteServerTable(server, metadata)));
        stream = new DecodedStream(
                new BinlogReader(server, options, StreamingMetrics.unseen()),
                DecodeOptions.DEFAULT,
                loops,
                GtidSources.ALL,
                new Backoff(options.retries()),
                offset);
    }

    /** Begins after everything that the server has executed by now. */
    public static StreamUnderTest fromNow(MySqlServer server) {
        return from(server, Include.LOCAL, after(server.gtidExecuted()));
    }

    public static StreamUnderTest from(MySqlServer server, Include include, SourceOffset offset) {
        return new StreamUnderTest(connections(server, server.port()), include, offset, options(64 << 20));
    }

    public static StreamUnderTest through(MySqlServer server, int port, SourceOffset offset, long queueBytes) {
        return new StreamUnderTest(connections(server, port), Include.LOCAL, offset, options(queueBytes));
    }

    public static SourceOffset after(String executed) {
        return SourceOffset.after(GtidSet.parse(executed), EventPosition.UNKNOWN);
    }

    public static ServerConnections connections(MySqlServer server, int port) {
        return new ServerConnections(new ConnectionOptions(
                List.of(new ServerAddress(server.host(), port)),
                server.user(),
                new Password(server.password()),
                new Tls(SslMode.PREFERRED, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                JdbcOptions.defaults()));
    }

    public static ReaderOptions options(long queueBytes) {
        return new ReaderOptions(
                ThreadLocalRandom.current().nextLong(1 << 30, 1L << 32),
                Duration.ofMillis(500),
                new NetTimeouts(0, 0),
                new QueueLimits(1000, queueBytes),
                new Retries(OptionalLong.empty(), Duration.ofSeconds(1)));
    }

    /** Returns all items up to what the server has executed now. */
    public List<Decoded> readAll(MySqlServer server) throws InterruptedException {
        GtidSet wanted = GtidSet.parse(server.gtidExecuted());
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!stream.executed().containsAll(wanted)) {
            items.addAll(stream.poll(Duration.ofMillis(100), 1000));
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Read only " + stream.executed() + " of " + wanted + ": " + items);
            }
        }
        return items;
    }

    /** Returns what one poll gives. */
    public List<Decoded> poll() throws InterruptedException {
        return stream.poll(Duration.ofMillis(100), 1);
    }

    public DecodedStream stream() {
        return stream;
    }

    public LoopFilter loops() {
        return loops;
    }

    public List<RowEvent> rows(MySqlServer server) throws InterruptedException {
        return readAll(server).stream()
                .filter(RowEvent.class::isInstance)
                .map(RowEvent.class::cast)
                .toList();
    }

    public List<DdlEvent> statements(MySqlServer server) throws InterruptedException {
        return readAll(server).stream()
                .filter(DdlEvent.class::isInstance)
                .map(DdlEvent.class::cast)
                .toList();
    }

    /** Names the items that are no progress, as {@code start ddl row end}. */
    public static List<String> kinds(List<Decoded> items) {
        return items.stream()
                .filter(item -> !(item instanceof Progress || item instanceof EchoedDdl))
                .map(item -> item.getClass().getSimpleName())
                .toList();
    }

    @Override
    public void close() {
        stream.close();
    }
}
