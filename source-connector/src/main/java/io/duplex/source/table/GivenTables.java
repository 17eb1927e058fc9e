// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * What a user says that tables are: data of the signal {@code schema-changes}.
 *
 * @param database that the records name
 * @param schema that the records name; nothing else knows it
 */
public record GivenTables(String database, Optional<String> schema, List<TableDocument> changes) {
    public GivenTables {
        changes = List.copyOf(changes);
    }

    /**
     * Reads the data.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static GivenTables of(JsonNode data) {
        if (data.path("changes").isEmpty()) {
            throw new IllegalArgumentException("its data has no 'changes'");
        }
        String database = data.path("database").asText("");
        if (database.isEmpty()) {
            throw new IllegalArgumentException("its data has no 'database'");
        }
        return new GivenTables(
                database,
                Optional.ofNullable(data.path("schema").asText(null)),
                TableDocument.all(data.get("changes")));
    }
}
