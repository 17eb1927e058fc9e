// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.server.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * How slowly a task applies.
 *
 * @param rowsPerSecond most row changes of a task, 0 for no limit
 * @param bytesPerSecond most bytes of them, 0 for no limit
 * @param delay how long after its commit where it originated a transaction is applied, at least
 */
public record PaceOptions(long rowsPerSecond, long bytesPerSecond, Duration delay) {
    public static final String ROWS = "apply.max.rows.per.second";
    public static final String BYTES = "apply.max.bytes.per.second";
    public static final String DELAY = "apply.delay.ms";

    /** As fast as the target takes it. */
    public static final PaceOptions NONE = new PaceOptions(0, 0, Duration.ZERO);

    /** So that a limit is kept within each part of a second, not only on average. */
    private static final int GROUPS_PER_SECOND = 10;

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Pace")
                .add(
                        ROWS,
                        "Rows per second",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Most row changes that a task applies in a second, those of first copies too; 0 for no limit.")
                .add(
                        BYTES,
                        "Bytes per second",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Most bytes of row changes, estimated as the heap that they take, that a task applies in a "
                                + "second; 0 for no limit.")
                .add(
                        DELAY,
                        "Delay",
                        ConfigDef.Type.LONG,
                        0L,
                        Range.atLeast(0),
                        "Milliseconds by which the target stays behind: a transaction is applied when this time has "
                                + "passed since it was committed where it originated. First copies are not delayed.");
    }

    /** Reads these options. */
    public static PaceOptions from(AbstractConfig config) {
        return new PaceOptions(config.getLong(ROWS), config.getLong(BYTES), Duration.ofMillis(config.getLong(DELAY)));
    }

    /** Returns the limit of a group that can be paid within a part of a second. */
    LaneOptions.Limit limit(LaneOptions.Limit group) {
        return new LaneOptions.Limit(
                group.transactions(), part(group.rows(), rowsPerSecond), part(group.bytes(), bytesPerSecond));
    }

    private static long part(long most, long perSecond) {
        return perSecond == 0 ? most : Math.min(most, Math.max(1, perSecond / GROUPS_PER_SECOND));
    }
}
