// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Data of the signals execute-snapshot and stop-snapshot.
 *
 * @param tables regular expressions over {@code database.table}; empty for all, which only stop-snapshot accepts
 * @param surrogateKey column by which the table is read instead of by its key
 */
public record SnapshotRequest(
        Type type, List<String> tables, List<Condition> conditions, Optional<String> surrogateKey) {

    /** Kind of snapshot. */
    public enum Type {
        /** Chunk by chunk, while the binlog is read. */
        INCREMENTAL,
        /** At once, while the binlog waits. */
        BLOCKING
    }

    /** Which rows of the tables with such names are wanted. */
    public record Condition(Pattern tables, String filter) {}

    /**
     * Reads the data.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static SnapshotRequest of(JsonNode data) {
        List<String> tables = new ArrayList<>();
        data.path("data-collections")
                .forEach(table ->
                        tables.add(Pattern.compile(table.asText().trim()).pattern()));
        List<Condition> conditions = new ArrayList<>();
        for (JsonNode condition : data.path("additional-conditions")) {
            conditions.add(new Condition(
                    Pattern.compile(text(condition, "data-collection"), Pattern.CASE_INSENSITIVE),
                    text(condition, "filter")));
        }
        String surrogate = data.path("surrogate-key").asText("");
        return new SnapshotRequest(
                type(data.path("type").asText("INCREMENTAL")),
                tables,
                conditions,
                Optional.of(surrogate).filter(name -> !name.isBlank()));
    }

    private static Type type(String name) {
        try {
            return Type.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("'type' is '" + name + "', not INCREMENTAL or BLOCKING", unknown);
        }
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isTextual()) {
            throw new IllegalArgumentException("'additional-conditions' needs '" + field + "' in each element");
        }
        return node.get(field).asText();
    }

    /** Returns the condition for a table, empty when all of its rows are wanted. */
    public Optional<String> condition(String table) {
        return conditions.stream()
                .filter(condition -> condition.tables().matcher(table).matches())
                .map(Condition::filter)
                .findFirst();
    }
}
