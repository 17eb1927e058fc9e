// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One entry of the schema history, in Debezium's JSON form, so that either connector can go on with the other's
 * history. The field {@code duplex}, which Debezium ignores, holds the session that the statement ran in.
 *
 * @param source the Kafka Connect partition of the connector
 * @param position the offset up to which the statement is done
 * @param timestampMillis when the entry was made
 * @param ddl the statement's text; empty in entries that only Debezium understands
 * @param context its session; the default database is Debezium's {@code databaseName}
 */
public record HistoryRecord(
        Map<String, String> source,
        Map<String, Object> position,
        long timestampMillis,
        Optional<String> ddl,
        StatementContext context) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    private static final String SQL_MODE = "sqlMode";
    private static final String EXPLICIT_TIMESTAMPS = "explicitDefaultsForTimestamp";
    private static final String SERVER_COLLATION = "serverCollation";
    private static final String UTF8MB4_COLLATION = "utf8mb4Collation";

    public HistoryRecord {
        source = Map.copyOf(source);
        position = Collections.unmodifiableMap(new LinkedHashMap<>(position));
    }

    /** Returns the entry as one line of JSON. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.set("source", JSON.valueToTree(source));
        root.set("position", JSON.valueToTree(position));
        root.put("ts_ms", timestampMillis);
        context.defaultDatabase().ifPresent(name -> root.put("databaseName", name));
        ddl.ifPresent(text -> root.put("ddl", text));
        root.putArray("tableChanges");
        ObjectNode session = root.putObject("duplex");
        session.put(SQL_MODE, context.sqlMode());
        context.explicitDefaultsForTimestamp().ifPresent(value -> session.put(EXPLICIT_TIMESTAMPS, value));
        context.serverCollation().ifPresent(id -> session.put(SERVER_COLLATION, id));
        context.utf8mb4Collation().ifPresent(id -> session.put(UTF8MB4_COLLATION, id));
        return root.toString();
    }

    /**
     * Reads an entry, also one of Debezium's.
     *
     * @throws IllegalArgumentException when the text is no such entry
     */
    public static HistoryRecord fromJson(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not an entry of a schema history: " + text, e);
        }
        if (!root.path("source").isObject() || !root.path("position").isObject()) {
            throw new IllegalArgumentException("Not an entry of a schema history: " + text);
        }
        Map<String, String> source = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : root.get("source").properties()) {
            source.put(field.getKey(), field.getValue().asText());
        }
        Map<String, Object> position = JSON.convertValue(root.get("position"), OBJECT);
        position.values().removeIf(value -> value == null);
        return new HistoryRecord(source, position, root.path("ts_ms").asLong(), text(root, "ddl"), context(root));
    }

    private static StatementContext context(JsonNode root) {
        JsonNode session = root.path("duplex");
        JsonNode explicit = session.path(EXPLICIT_TIMESTAMPS);
        return new StatementContext(
                text(root, "databaseName").filter(name -> !name.isEmpty()),
                session.path(SQL_MODE).asLong(),
                explicit.isBoolean() ? Optional.of(explicit.asBoolean()) : Optional.empty(),
                number(session.path(SERVER_COLLATION)),
                number(session.path(UTF8MB4_COLLATION)));
    }

    private static OptionalInt number(JsonNode node) {
        return node.isInt() ? OptionalInt.of(node.asInt()) : OptionalInt.empty();
    }

    private static Optional<String> text(JsonNode root, String name) {
        return root.path(name).isTextual() ? Optional.of(root.get(name).asText()) : Optional.empty();
    }
}
