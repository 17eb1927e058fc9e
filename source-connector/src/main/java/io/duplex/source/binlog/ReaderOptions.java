// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.source.server.OptionGroup;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How the binlog is read, under Debezium's names.
 *
 * @param serverId number under which the server knows the reader among its replicas
 * @param heartbeat how often the server tells that it is there; twice this time without a word, and the connection
 *     counts as lost
 * @param netTimeouts of the server for the reader's connection
 * @param queue bounds of what is read ahead
 * @param retries what is done about lost connections
 */
public record ReaderOptions(
        long serverId, Duration heartbeat, NetTimeouts netTimeouts, QueueLimits queue, Retries retries) {
    public static final String SERVER_ID = "database.server.id";
    public static final String KEEP_ALIVE = "connect.keep.alive";
    public static final String KEEP_ALIVE_INTERVAL = "connect.keep.alive.interval.ms";
    public static final String NET_WRITE_TIMEOUT = "binlog.net.write.timeout";
    public static final String NET_READ_TIMEOUT = "binlog.net.read.timeout";
    public static final String QUEUE_SIZE = "max.queue.size";
    public static final String QUEUE_BYTES = "max.queue.size.in.bytes";
    public static final String MAX_RETRIES = "errors.max.retries";
    public static final String RETRY_WAIT = "retriable.restart.connector.wait.ms";

    public static final String BUFFER_SIZE = "binlog.buffer.size";

    private static final long MOST_QUEUE_BYTES = 64L << 20;

    private static final int SHARE_OF_MEMORY = 16;

    /** What waits as an event takes several times as much memory once it is a record. */
    private static final int BATCHES = 8;

    private static final int FIRST_RANDOM_ID = 1 << 30;

    /** Seconds, 0 for the server's own setting. */
    public record NetTimeouts(long write, long read) {}

    /** How many events, and how many bytes of them, may wait to be taken. */
    public record QueueLimits(int events, long bytes) {
        /** Returns of how many bytes a batch of records is made. Some batches are on their way at a time, and decoded they are larger. */
        public long batchBytes() {
            return Math.max(1, bytes / BATCHES);
        }

        /** Reads these options. */
        public static QueueLimits from(AbstractConfig config) {
            long bytes = config.getLong(QUEUE_BYTES);
            return new QueueLimits(config.getInt(QUEUE_SIZE), bytes == 0 ? defaultBytes() : bytes);
        }

        private static long defaultBytes() {
            return Math.min(MOST_QUEUE_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_MEMORY);
        }
    }

    /** How often a lost connection is made again without success, empty for ever; and the longest pause between. */
    public record Retries(OptionalLong most, Duration longestWait) {}

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        OptionGroup group = new OptionGroup(definition, "Binlog");
        defineConnection(group);
        defineQueue(group);
    }

    private static void defineConnection(OptionGroup group) {
        group.add(
                        SERVER_ID,
                        "Server id",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.between(0, 0xffff_ffffL),
                        "Number under which this reader appears among the server's replicas; no other replica and no "
                                + "server of the group may have it. 0 takes a random one at each start.")
                .add(
                        KEEP_ALIVE,
                        "Keep alive",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether a lost connection is noticed by the server's heartbeats and made again.")
                .add(
                        KEEP_ALIVE_INTERVAL,
                        "Keep-alive interval",
                        ConfigDef.Type.LONG,
                        60_000L,
                        Range.atLeast(1_000),
                        "Milliseconds without a word of the server after which the connection counts as lost.")
                .add(
                        NET_WRITE_TIMEOUT,
                        "Server's write timeout",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Seconds that the server waits for a reader that does not take events, 0 for its own "
                                + "net_write_timeout.")
                .add(
                        NET_READ_TIMEOUT,
                        "Server's read timeout",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Seconds that the server waits for the reader's words, 0 for its own net_read_timeout.");
    }

    private static void defineQueue(OptionGroup group) {
        group.add(
                        QUEUE_SIZE,
                        "Queue size",
                        ConfigDef.Type.INT,
                        8_192,
                        Range.atLeast(1),
                        "How many events are read ahead at most.")
                .add(
                        QUEUE_BYTES,
                        "Queue bytes",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "How many bytes of events are read ahead at most, whatever their number. A batch of records is made "
                                + "of an eighth of it at most, or of one event. 0 for a 16th of the heap, and 64 MiB "
                                + "at most.")
                .add(
                        BUFFER_SIZE,
                        "Look-ahead buffer",
                        ConfigDef.Type.INT,
                        0,
                        Range.atLeast(0),
                        "Without effect: rolled back transactions are recognised without a buffer. Known so that "
                                + "configurations of Debezium are valid.")
                .add(
                        MAX_RETRIES,
                        "Retries",
                        ConfigDef.Type.INT,
                        -1,
                        Range.atLeast(-1),
                        "How often in a row a lost connection is tried to be made again, -1 for ever.")
                .add(
                        RETRY_WAIT,
                        "Longest wait",
                        ConfigDef.Type.LONG,
                        10_000L,
                        Range.atLeast(0),
                        "Longest wait in milliseconds between two attempts; the first ones wait less.");
    }

    /** Reads these options. */
    public static ReaderOptions from(AbstractConfig config) {
        long interval = config.getBoolean(KEEP_ALIVE) ? config.getLong(KEEP_ALIVE_INTERVAL) : 0;
        int retries = config.getInt(MAX_RETRIES);
        return new ReaderOptions(
                serverId(config.getLong(SERVER_ID)),
                Duration.ofMillis(interval / 2),
                new NetTimeouts(config.getLong(NET_WRITE_TIMEOUT), config.getLong(NET_READ_TIMEOUT)),
                QueueLimits.from(config),
                new Retries(
                        retries < 0 ? OptionalLong.empty() : OptionalLong.of(retries),
                        Duration.ofMillis(config.getLong(RETRY_WAIT))));
    }

    /** Returns these options with a random number among the server's replicas. */
    ReaderOptions asAnotherReplica() {
        return new ReaderOptions(serverId(0), heartbeat, netTimeouts, queue, retries);
    }

    /** Random ids are high, because people give their servers low ones. */
    private static long serverId(long configured) {
        return configured != 0 ? configured : ThreadLocalRandom.current().nextLong(FIRST_RANDOM_ID, 1L << 32);
    }
}
