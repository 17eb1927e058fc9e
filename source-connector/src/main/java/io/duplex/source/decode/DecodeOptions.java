// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.protocol.table.TableId;
import io.duplex.source.server.OptionGroup;
import java.util.function.Predicate;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What is decoded of the binlog, and what happens to what cannot be.
 *
 * @param wanted tables whose rows are read; others are passed over unread
 * @param query whether rows carry the statement that changed them
 * @param failures what to do about events that cannot be read
 * @param unknownTables what to do about rows of tables whose schema is not known
 */
public record DecodeOptions(Predicate<TableId> wanted, boolean query, FailureMode failures, FailureMode unknownTables) {
    public static final String INCLUDE_QUERY = "include.query";
    public static final String FAILURES = "event.processing.failure.handling.mode";

    /** Debezium's older name of {@link #FAILURES}. */
    public static final String FAILURES_ALIAS = "event.deserialization.failure.handling.mode";

    public static final String UNKNOWN_TABLES = "inconsistent.schema.handling.mode";

    /** Everything is read, and nothing is passed over. */
    public static final DecodeOptions DEFAULT =
            new DecodeOptions(table -> true, false, FailureMode.FAIL, FailureMode.FAIL);

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        String modes = "fail stops the task. warn passes over the event and says so in the log, skip and ignore pass "
                + "over it quietly: its changes are lost.";
        OptionGroup group = new OptionGroup(definition, "Decoding");
        group.add(
                        INCLUDE_QUERY,
                        "Include statements",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Whether source.query has the statement that changed the row. The server logs statements when "
                                + "binlog_rows_query_log_events=ON.")
                .add(
                        FAILURES,
                        "Events that cannot be read",
                        ConfigDef.Type.STRING,
                        "fail",
                        FailureMode.validator(),
                        "What happens to an event that cannot be read, or a change that is logged as a statement: "
                                + modes)
                .add(
                        FAILURES_ALIAS,
                        "Events that cannot be read (older name)",
                        ConfigDef.Type.STRING,
                        null,
                        FailureMode.validator(),
                        "Older name of " + FAILURES + ", which counts when both are given.")
                .add(
                        UNKNOWN_TABLES,
                        "Rows of unknown tables",
                        ConfigDef.Type.STRING,
                        "fail",
                        FailureMode.validator(),
                        "What happens to rows of a captured table that the schema history does not know: " + modes);
    }

    /** Reads these options. */
    public static DecodeOptions from(AbstractConfig config, Predicate<TableId> wanted) {
        boolean given = config.originals().containsKey(FAILURES) || config.getString(FAILURES_ALIAS) == null;
        return new DecodeOptions(
                wanted,
                config.getBoolean(INCLUDE_QUERY),
                FailureMode.of(config.getString(given ? FAILURES : FAILURES_ALIAS)),
                FailureMode.of(config.getString(UNKNOWN_TABLES)));
    }
}
