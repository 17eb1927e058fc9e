// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became of a table, in Debezium's JSON, as the signal {@code schema-changes} and Debezium's schema history have it.
 *
 * @param json an object with the fields type, id and table, as in the records of the schema change topic
 * @param id of the table
 * @param previousId its name before, when it was renamed
 */
public record TableDocument(JsonNode json, Kind kind, TableId id, Optional<TableId> previousId) {
    private static final String PREVIOUS = "previousId";

    /** What happened to the table. */
    public enum Kind {
        CREATE,
        ALTER,
        DROP
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static TableDocument of(JsonNode json) {
        Kind kind = kind(json.path("type").asText());
        return new TableDocument(
                json,
                kind,
                id(json.path("id").asText()),
                json.path(PREVIOUS).isTextual()
                        ? Optional.of(id(json.get(PREVIOUS).asText()))
                        : Optional.empty());
    }

    /** Reads the elements of an array; of what is none there are none. */
    static List<TableDocument> all(JsonNode array) {
        List<TableDocument> documents = new ArrayList<>();
        array.forEach(json -> documents.add(of(json)));
        return documents;
    }

    private static Kind kind(String name) {
        try {
            return Kind.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("'type' is '" + name + "', not CREATE, ALTER or DROP", unknown);
        }
    }

    /** Reads a name whose parts may be in double quotes, doubled where they are meant. */
    private static TableId id(String text) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                part.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        if (parts.size() != 2 || parts.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("'id' is '" + text + "', not \"database\".\"table\"");
        }
        return new TableId(parts.get(0), parts.get(1));
    }

    /**
     * Moves the model and returns the table as it is now, empty when it is gone.
     *
     * @throws DdlException when no MySQL table is so
     */
    public Optional<TableSchema> apply(TableCatalog tables, DdlParser parser) {
        // Read first, so that what cannot be read changes nothing.
        Optional<DdlStatement> create = kind == Kind.DROP
                ? Optional.empty()
                : Optional.of(parser.parse(
                        DocumentedTable.statement(id, json.path("table")),
                        StatementContext.ofDefinition(id.database())));
        previousId.ifPresent(tables::remove);
        create.ifPresentOrElse(tables::apply, () -> tables.remove(id));
        return tables.table(id);
    }
}
