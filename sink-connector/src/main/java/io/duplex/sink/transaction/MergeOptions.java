// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.SourceTopics;
import io.duplex.sink.server.HeapShare;
import io.duplex.sink.server.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How records of a source with several topics are put in order.
 *
 * @param maxBytesAhead estimated bytes of records that wait for earlier ones of other topics
 * @param timeout how long records that must come are waited for
 * @param quiet how long records are waited for of which the source does not tell whether they come
 * @param topics how sources name their topics
 */
public record MergeOptions(long maxBytesAhead, Duration timeout, Duration quiet, SourceTopics topics) {
    public static final String MAX_BYTES_AHEAD = "assembly.max.bytes.ahead";
    public static final String TIMEOUT = "assembly.timeout.ms";
    public static final String QUIET = "assembly.quiet.ms";

    private static final HeapShare SHARE = new HeapShare(32, 32L << 20);

    static final MergeOptions DEFAULT = new MergeOptions(SHARE.unless(0), Duration.ofMinutes(5), Duration.ofSeconds(1));

    /** Options of sources that name their topics as by default. */
    public MergeOptions(long maxBytesAhead, Duration timeout, Duration quiet) {
        this(maxBytesAhead, timeout, quiet, SourceTopics.DEFAULT);
    }

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        SourceTopics.define(definition);
        new OptionGroup(definition, "Several topics")
                .add(
                        MAX_BYTES_AHEAD,
                        "Bytes ahead",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Estimated bytes of records of a source with several topics that are held in memory because "
                                + "earlier records of other topics have not come. Partitions that are further ahead "
                                + "are paused. " + SHARE)
                .add(
                        TIMEOUT,
                        "Wait for records for",
                        ConfigDef.Type.LONG,
                        DEFAULT.timeout().toMillis(),
                        Range.atLeast(1),
                        "Milliseconds for which the records of a transaction that is not whole are waited for, in a "
                                + "source with several topics, before the task stops and names what is missing.")
                .add(
                        QUIET,
                        "Quiet after",
                        ConfigDef.Type.LONG,
                        DEFAULT.quiet().toMillis(),
                        Range.atLeast(0),
                        "Milliseconds without news after which a source with several topics is taken to have sent "
                                + "all that it does not announce: rows of a snapshot and, of Debezium's, schema "
                                + "changes that belong before a transaction.");
    }

    /** Reads these options. */
    public static MergeOptions from(AbstractConfig config) {
        return new MergeOptions(
                SHARE.unless(config.getLong(MAX_BYTES_AHEAD)),
                Duration.ofMillis(config.getLong(TIMEOUT)),
                Duration.ofMillis(config.getLong(QUIET)),
                SourceTopics.from(config));
    }
}
