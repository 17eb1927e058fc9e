// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.incremental;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.duplex.protocol.table.TableId;
import io.duplex.source.position.IncrementalProgress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A table that waits for its incremental snapshot.
 *
 * @param condition SQL over its columns that wanted rows fulfil
 * @param surrogateKey column that is taken for its key
 */
record PendingTable(TableId id, Optional<String> condition, Optional<String> surrogateKey) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = IncrementalProgress.TABLES + "_id";
    private static final String CONDITION = IncrementalProgress.TABLES + "_additional_condition";
    private static final String SURROGATE_KEY = IncrementalProgress.TABLES + "_surrogate_key";

    /** Returns the name's parts; what follows the first point is the table. */
    static Optional<TableId> parse(String name) {
        int point = name.indexOf('.');
        return point <= 0 || point == name.length() - 1
                ? Optional.empty()
                : Optional.of(new TableId(name.substring(0, point), name.substring(point + 1)));
    }

    /** Returns Debezium's JSON of these tables. */
    static String toJson(Collection<PendingTable> tables) {
        ArrayNode list = JSON.createArrayNode();
        for (PendingTable table : tables) {
            ObjectNode node = list.addObject();
            node.put(ID, table.id().toString());
            node.put(CONDITION, table.condition().orElse(null));
            node.put(SURROGATE_KEY, table.surrogateKey().orElse(null));
        }
        return list.toString();
    }

    /**
     * Reads {@link #toJson}'s text.
     *
     * @throws IllegalArgumentException when it is none
     */
    static List<PendingTable> fromJson(String text) {
        JsonNode list;
        try {
            list = JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(
                    "Offset '" + IncrementalProgress.TABLES + "' is no JSON: " + text, malformed);
        }
        List<PendingTable> tables = new ArrayList<>();
        for (JsonNode node : list) {
            TableId id = parse(node.path(ID).asText())
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Offset '" + IncrementalProgress.TABLES + "' names no table: " + node));
            tables.add(new PendingTable(id, text(node, CONDITION), text(node, SURROGATE_KEY)));
        }
        return tables;
    }

    private static Optional<String> text(JsonNode node, String field) {
        return Optional.of(node.path(field))
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(value -> !value.isBlank());
    }
}
