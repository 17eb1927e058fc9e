// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code snapshot.mode}: what is copied before the binlog is read. */
public enum SnapshotMode {
    /** Copy once, when there is no offset yet. */
    INITIAL,
    /** As {@link #INITIAL}, and read no binlog afterwards. */
    INITIAL_ONLY,
    /** Copy at each start. */
    ALWAYS,
    /** Copy when there is no offset, or when the server no longer has what follows it. */
    WHEN_NEEDED,
    /** Read only the tables' definitions, when there is no offset yet. */
    NO_DATA,
    /** Read the tables' definitions into a lost schema history, and go on from the offset. */
    RECOVERY,
    /** What {@link ConfigurationBased} says. */
    CONFIGURATION_BASED,
    /** Copy nothing: without an offset, read the binlog from its beginning. */
    NEVER;

    /**
     * Debezium's five switches of {@code configuration_based}.
     *
     * @param data copy rows at each start
     * @param schema read the definitions when there is no offset
     * @param stream read the binlog afterwards
     * @param onSchemaError read the definitions anew when the schema history is lost
     * @param onDataError take a snapshot when the server no longer has what follows the offset
     */
    public record ConfigurationBased(
            boolean data, boolean schema, boolean stream, boolean onSchemaError, boolean onDataError) {}

    /** Returns the values of the option, Debezium's older names too. */
    static List<String> names() {
        return Stream.concat(
                        Arrays.stream(values()).map(mode -> mode.name().toLowerCase(Locale.ROOT)),
                        Stream.of("schema_only", "schema_only_recovery"))
                .toList();
    }

    static SnapshotMode parse(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "schema_only" -> NO_DATA;
            case "schema_only_recovery" -> RECOVERY;
            default -> valueOf(text.toUpperCase(Locale.ROOT));
        };
    }
}
