// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.snapshot.KeyLiterals;
import io.duplex.source.snapshot.KeyRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A blocking snapshot that a signal asked for, and how far it is: what a restart goes on from.
 *
 * @param done how many of the tables became records whole
 * @param key of the last row that became a record of the next table, by column; empty when none did
 */
record BlockingRequest(String signal, List<PendingTable> tables, int done, Map<String, String> key) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static BlockingRequest of(String signal, List<PendingTable> tables) {
        return new BlockingRequest(signal, tables, 0, Map.of());
    }

    List<TableId> ids() {
        return tables.stream().map(PendingTable::id).toList();
    }

    boolean names(TableId table) {
        return tables.stream().anyMatch(pending -> pending.id().equals(table));
    }

    /** Returns the same with the table of this number behind a row. */
    BlockingRequest at(int table, TableSchema schema, RowImage row) {
        List<String> columns = keyColumns(schema);
        List<String> literals = KeyLiterals.of(schema, row);
        Map<String, String> reached = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            reached.put(columns.get(i), literals.get(i));
        }
        return new BlockingRequest(signal, tables, table, reached);
    }

    /** Returns what is left of the table: all, too, when it has another key by now. */
    KeyRange rest(TableSchema schema) {
        return !key.isEmpty() && List.copyOf(key.keySet()).equals(keyColumns(schema))
                ? KeyRange.after(List.copyOf(key.values()))
                : KeyRange.ALL;
    }

    private static List<String> keyColumns(TableSchema schema) {
        return schema.identity().stream()
                .map(position -> schema.columns().get(position).name())
                .toList();
    }

    /** Returns what the offset holds of these requests, empty when there is none. */
    static Optional<String> store(Collection<BlockingRequest> requests) {
        if (requests.isEmpty()) {
            return Optional.empty();
        }
        ArrayNode list = JSON.createArrayNode();
        for (BlockingRequest request : requests) {
            ObjectNode node = list.addObject();
            node.put("signal", request.signal());
            node.put("tables", PendingTable.toJson(request.tables()));
            node.put("done", request.done());
            ObjectNode key = node.putObject("key");
            request.key().forEach(key::put);
        }
        return Optional.of(list.toString());
    }

    /**
     * Reads {@link #store}'s text.
     *
     * @throws IllegalArgumentException when it is none
     */
    static List<BlockingRequest> load(String text) {
        try {
            List<BlockingRequest> requests = new ArrayList<>();
            for (JsonNode node : JSON.readTree(text)) {
                Map<String, String> key = new LinkedHashMap<>();
                JsonNode literals = node.path("key");
                literals.fieldNames()
                        .forEachRemaining(
                                column -> key.put(column, literals.path(column).asText()));
                KeyLiterals.require(List.copyOf(key.values()));
                requests.add(new BlockingRequest(
                        node.path("signal").asText(),
                        PendingTable.fromJson(node.path("tables").asText()),
                        node.path("done").asInt(),
                        key));
            }
            return requests;
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("The offset holds no blocking snapshots: " + text, malformed);
        }
    }
}
