// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.duplex.source.position.SourceOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One entry of the schema history, in Debezium's JSON form, so that either connector can go on with the other's
 * history. The field {@code duplex}, which Debezium ignores, holds the session that the statement ran in, or a part of
 * a full copy of the table model, which Debezium passes over because it has no statement. An entry with table changes and
 * no statement is what a signal said the tables are.
 *
 * @param source the Kafka Connect partition of the connector
 * @param position the offset up to which the statement is done
 * @param timestampMillis when the entry was made
 * @param ddl the statement's text; empty in entries that only Debezium understands
 * @param context its session; the default database is Debezium's {@code databaseName}
 * @param copy a part of a full copy of the table model, instead of a statement
 * @param changes tables as a signal told them, instead of a statement
 */
public record HistoryRecord(
        Map<String, String> source,
        Map<String, Object> position,
        long timestampMillis,
        Optional<String> ddl,
        StatementContext context,
        Optional<CopyPart> copy,
        List<TableDocument> changes) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    private static final TypeReference<LinkedHashMap<String, Object>> OBJECT = new TypeReference<>() {};
    private static final String SQL_MODE = "sqlMode";
    private static final String EXPLICIT_TIMESTAMPS = "explicitDefaultsForTimestamp";
    private static final String SERVER_COLLATION = "serverCollation";
    private static final String UTF8MB4_COLLATION = "utf8mb4Collation";
    private static final String COPY = "copy";
    private static final String CHANGES = "tableChanges";

    /**
     * A part of a full copy.
     *
     * @param id the same in all parts of a copy
     * @param number from 1
     * @param of how many parts there are
     */
    record CopyPart(String id, int number, int of, Map<String, String> databases, List<ModelTable> tables) {}

    public HistoryRecord {
        source = Map.copyOf(source);
        position = Collections.unmodifiableMap(new LinkedHashMap<>(position));
        changes = List.copyOf(changes);
    }

    /** An entry that holds a statement. */
    public HistoryRecord(
            Map<String, String> source,
            Map<String, Object> position,
            long timestampMillis,
            Optional<String> ddl,
            StatementContext context) {
        this(source, position, timestampMillis, ddl, context, Optional.empty(), List.of());
    }

    /** Returns an entry that tells nothing but a position. */
    public static HistoryRecord at(Map<String, String> source, Map<String, Object> position, long timestampMillis) {
        return new HistoryRecord(source, position, timestampMillis, Optional.empty(), StatementContext.of(""));
    }

    HistoryRecord withCopy(CopyPart part) {
        return new HistoryRecord(source, position, timestampMillis, ddl, context, Optional.of(part), changes);
    }

    /** Returns this entry with tables as a signal told them. */
    public HistoryRecord withChanges(String database, List<TableDocument> told) {
        return new HistoryRecord(source, position, timestampMillis, ddl, StatementContext.of(database), copy, told);
    }

    /**
     * Tells whether a snapshot read the entry from the server: then it says how a table is, whatever the position.
     *
     * @see io.duplex.source.position.SourceOffset#SNAPSHOT
     */
    boolean defines() {
        return position.containsKey(SourceOffset.SNAPSHOT);
    }

    /** Returns the entry as one line of JSON. */
    public String toJson() {
        ObjectNode root = JSON.createObjectNode();
        root.set("source", JSON.valueToTree(source));
        root.set("position", JSON.valueToTree(position));
        root.put("ts_ms", timestampMillis);
        context.defaultDatabase().ifPresent(name -> root.put("databaseName", name));
        ddl.ifPresent(text -> root.put("ddl", text));
        ArrayNode told = root.putArray(CHANGES);
        changes.forEach(change -> told.add(change.json()));
        ObjectNode session = root.putObject("duplex");
        session.put(SQL_MODE, context.sqlMode());
        context.explicitDefaultsForTimestamp().ifPresent(value -> session.put(EXPLICIT_TIMESTAMPS, value));
        context.serverCollation().ifPresent(id -> session.put(SERVER_COLLATION, id));
        context.utf8mb4Collation().ifPresent(id -> session.put(UTF8MB4_COLLATION, id));
        copy.ifPresent(part -> session.set(COPY, JSON.valueToTree(part)));
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
        Optional<String> ddl = text(root, "ddl");
        // Beside a statement Debezium has what became of the tables, which the statement says more exactly.
        List<TableDocument> changes = ddl.isPresent() ? List.of() : TableDocument.all(root.path(CHANGES));
        return new HistoryRecord(
                source, position, root.path("ts_ms").asLong(), ddl, context(root), copy(root), changes);
    }

    private static Optional<CopyPart> copy(JsonNode root) {
        JsonNode part = root.path("duplex").path(COPY);
        return part.isObject() ? Optional.of(JSON.convertValue(part, CopyPart.class)) : Optional.empty();
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
