// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.server.OptionGroup;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Range;

/**
 * What is applied, and how long it is tried.
 *
 * @param retryTimeout from the first failure of a unit on
 */
public record ScheduleOptions(
        Duration retryTimeout, DdlPolicy ddlPolicy, LaneOptions lanes, PaceOptions pace, SkipOptions skip) {
    public static final String RETRY_TIMEOUT = "apply.retry.timeout.ms";
    public static final String DDL_APPLY = "ddl.apply";

    /** Adds these options to the sink's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Schedule")
                .add(
                        RETRY_TIMEOUT,
                        "Retry for",
                        ConfigDef.Type.LONG,
                        600_000L,
                        Range.atLeast(0),
                        "Milliseconds for which a transaction is tried again after deadlocks, lock wait timeouts and "
                                + "lost connections, before the task stops.")
                .add(
                        DDL_APPLY,
                        "Apply DDL",
                        ConfigDef.Type.STRING,
                        "all,-user",
                        new DdlPolicy.Syntax(),
                        "Classes of DDL statements that are executed on the target, separated by commas and read from "
                                + "left to right: all, schema, table, index, view, trigger, routine, event, user, "
                                + "other. With - before it a class is skipped, with ! before it the task stops at "
                                + "such a statement. A class that is not named is skipped.");
        LaneOptions.define(definition);
        PaceOptions.define(definition);
        SkipOptions.define(definition);
    }

    /** Applies all, as fast as the target takes it. */
    public ScheduleOptions(Duration retryTimeout, DdlPolicy ddlPolicy, LaneOptions lanes) {
        this(retryTimeout, ddlPolicy, lanes, PaceOptions.NONE, SkipOptions.NONE);
    }

    /** Returns these options with each source transaction in a target transaction of its own. */
    public ScheduleOptions ungrouped() {
        return new ScheduleOptions(retryTimeout, ddlPolicy, lanes.ungrouped(), pace, skip);
    }

    /** Returns these options with each transaction written at once, for rows that are read before they are changed. */
    public ScheduleOptions withoutRuns() {
        return new ScheduleOptions(retryTimeout, ddlPolicy, lanes.withoutRuns(), pace, skip);
    }

    /** Reads these options. */
    public static ScheduleOptions from(AbstractConfig config) {
        return new ScheduleOptions(
                Duration.ofMillis(config.getLong(RETRY_TIMEOUT)),
                DdlPolicy.parse(config.getString(DDL_APPLY)),
                LaneOptions.from(config).within(PaceOptions.from(config)),
                PaceOptions.from(config),
                SkipOptions.from(config));
    }
}
