// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.source.server.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How records are handed to Kafka Connect.
 *
 * @param size how many records a batch has at most, but for those that belong together
 * @param patience how long to wait for the first one
 * @param delay how long to wait after a first copy before the binlog is read
 */
record BatchOptions(int size, Duration patience, Duration delay) {
    static final String SIZE = "max.batch.size";
    static final String WAIT = "poll.interval.ms";
    static final String DELAY = "streaming.delay.ms";

    static void define(ConfigDef definition) {
        new OptionGroup(definition, "Batches")
                .add(
                        SIZE,
                        "Batch size",
                        ConfigDef.Type.INT,
                        2_048,
                        Range.atLeast(1),
                        "How many records are handed to Kafka Connect at once.")
                .add(
                        WAIT,
                        "Poll interval",
                        ConfigDef.Type.LONG,
                        500L,
                        Range.atLeast(1),
                        "Milliseconds to wait for records before an empty batch is handed over.")
                .add(
                        DELAY,
                        "Streaming delay",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Milliseconds to wait after a snapshot is done before the binlog is read.");
    }

    static BatchOptions from(AbstractConfig config) {
        return new BatchOptions(
                config.getInt(SIZE), Duration.ofMillis(config.getLong(WAIT)), Duration.ofMillis(config.getLong(DELAY)));
    }
}
