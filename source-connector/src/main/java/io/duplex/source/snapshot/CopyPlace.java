// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.duplex.protocol.table.TableId;
import io.duplex.source.position.SourceOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a copy is, in the offset of its records: what a task needs to go on where another one ended. The offset's
 * GTID set tells of which state the rows are.
 *
 * @param id of the snapshot; it stays when the copy goes on
 * @param run grows each time the copy goes on
 * @param records how many records were made, those of earlier runs counted
 * @param done tables whose rows were all copied
 * @param running the table that is being copied
 * @param key literals of the last key that was copied of it
 * @param rows how many of its rows were copied
 */
record CopyPlace(
        String id, long run, long records, List<TableId> done, Optional<TableId> running, List<String> key, long rows) {
    private static final ObjectMapper JSON = new ObjectMapper();

    CopyPlace {
        done = List.copyOf(done);
        key = List.copyOf(key);
    }

    /** Returns the place that an offset tells; empty when the copy cannot go on from there. */
    static Optional<CopyPlace> of(SourceOffset offset) {
        return offset.snapshot().unfinished() && offset.executed().isPresent()
                ? offset.snapshot().place().flatMap(CopyPlace::decode)
                : Optional.empty();
    }

    /** Returns the offset's text. */
    String encode() {
        ObjectNode root = JSON.createObjectNode();
        root.put("id", id);
        root.put("run", run);
        root.put("records", records);
        ArrayNode tables = root.putArray("done");
        done.forEach(table -> encode(table, tables.addArray()));
        running.ifPresent(table -> encode(table, root.putArray("table")));
        key.forEach(root.putArray("key")::add);
        root.put("rows", rows);
        return root.toString();
    }

    private static void encode(TableId table, ArrayNode to) {
        to.add(table.database()).add(table.table());
    }

    private static Optional<CopyPlace> decode(String text) {
        try {
            JsonNode root = JSON.readTree(text);
            List<TableId> done = new ArrayList<>();
            root.path("done").forEach(table -> done.add(table(table)));
            List<String> key = new ArrayList<>();
            root.path("key").forEach(literal -> key.add(literal.asText()));
            JsonNode running = root.path("table");
            return Optional.of(new CopyPlace(
                    root.required("id").asText(),
                    root.path("run").asLong(),
                    root.path("records").asLong(),
                    done,
                    running.isArray() ? Optional.of(table(running)) : Optional.empty(),
                    KeyLiterals.require(key),
                    root.path("rows").asLong()));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException(
                    "The offset's '" + SourceOffset.SNAPSHOT_PLACE + "' is of no form that this version knows: " + text
                            + ". Remove it from the offset through Kafka Connect's REST interface; the snapshot then "
                            + "begins anew",
                    unreadable);
        }
    }

    private static TableId table(JsonNode names) {
        return new TableId(names.path(0).asText(), names.path(1).asText());
    }
}
