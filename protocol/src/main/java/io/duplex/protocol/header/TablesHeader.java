// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Header {@code duplex.tables} on schema changes that tell a part of a statement: what all tables look like that the whole
 * statement changes, for readers of rows without schemas.
 */
public final class TablesHeader {
    /** Name of the header. */
    public static final String NAME = "duplex.tables";

    private TablesHeader() {}

    /** Returns the header's text. */
    public static String encode(List<TableSchema> tables) {
        HeaderText text = HeaderText.create();
        for (int i = 0; i < tables.size(); i++) {
            TableSchema table = tables.get(i);
            text.put("table-" + i + "-database", table.id().database())
                    .put("table-" + i, table.id().table())
                    .put("table-" + i + "-columns", TableText.of(table));
        }
        return text.toString();
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static List<TableSchema> decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        List<TableSchema> tables = new ArrayList<>();
        for (Optional<String> name = fields.get("table-0");
                name.isPresent();
                name = fields.get("table-" + tables.size())) {
            String prefix = "table-" + tables.size();
            TableId id = new TableId(fields.require(prefix + "-database"), name.get());
            tables.add(TableText.parse(id, fields.require(prefix + "-columns")));
        }
        return tables;
    }
}
