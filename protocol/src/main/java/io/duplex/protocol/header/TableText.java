// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnBuilder;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Text form of what decides how a table's values travel: a line for each column. */
public final class TableText {
    private static final String LABEL = "label-";

    private TableText() {}

    /** Returns the columns as text. */
    public static String of(TableSchema table) {
        StringBuilder text = new StringBuilder();
        for (Column column : table.columns()) {
            HeaderText line = HeaderText.create()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("declared", column.declaration().declaredType());
            if (column.unsigned()) {
                line.put("unsigned", 1);
            }
            column.length().ifPresent(length -> line.put("length", length));
            column.scale().ifPresent(scale -> line.put("scale", scale));
            line.put("charset", column.charset());
            for (int i = 0; i < column.labels().size(); i++) {
                line.put(LABEL + i, column.labels().get(i));
            }
            text.append(line).append('\n');
        }
        return text.toString();
    }

    /**
     * Reads {@link #of}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static TableSchema parse(TableId id, String text) {
        List<Column> columns =
                text.lines().map(line -> column(HeaderText.parse(line))).toList();
        return new TableSchema(id, columns, List.of(), List.of(), TableSchema.TableOptions.NONE);
    }

    private static Column column(HeaderText line) {
        ColumnType type = ColumnType.valueOf(line.require("type"));
        ColumnBuilder column = Column.builder(line.require("name"), type)
                .type(type, line.require("declared"))
                .unsigned(line.number("unsigned", 0) == 1)
                .charset(line.get("charset"));
        line.get("length").map(Integer::valueOf).ifPresent(column::length);
        line.get("scale").map(Integer::valueOf).ifPresent(column::scale);
        List<String> labels = new ArrayList<>();
        for (Optional<String> label = line.get(LABEL + 0); label.isPresent(); ) {
            labels.add(label.get());
            label = line.get(LABEL + labels.size());
        }
        return column.labels(labels).build();
    }
}
