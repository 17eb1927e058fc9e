// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** Debezium's model of a table in the {@code tableChanges} of schema change records. */
final class TableStructs {
    private static final Schema STRINGS =
            SchemaBuilder.array(Schema.STRING_SCHEMA).optional().build();

    private static final Schema COLUMN_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.schema.Column")
            .version(1)
            .field("name", Schema.STRING_SCHEMA)
            .field("jdbcType", Schema.INT32_SCHEMA)
            .field("nativeType", Schema.OPTIONAL_INT32_SCHEMA)
            .field("typeName", Schema.STRING_SCHEMA)
            .field("typeExpression", Schema.OPTIONAL_STRING_SCHEMA)
            .field("charsetName", Schema.OPTIONAL_STRING_SCHEMA)
            .field("length", Schema.OPTIONAL_INT32_SCHEMA)
            .field("scale", Schema.OPTIONAL_INT32_SCHEMA)
            .field("position", Schema.INT32_SCHEMA)
            .field("optional", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("autoIncremented", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("generated", Schema.OPTIONAL_BOOLEAN_SCHEMA)
            .field("comment", Schema.OPTIONAL_STRING_SCHEMA)
            .field("defaultValueExpression", Schema.OPTIONAL_STRING_SCHEMA)
            .field("enumValues", STRINGS)
            .build();

    private static final Schema TABLE_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.schema.Table")
            .version(1)
            .field("defaultCharsetName", Schema.OPTIONAL_STRING_SCHEMA)
            .field("primaryKeyColumnNames", STRINGS)
            .field("columns", SchemaBuilder.array(COLUMN_SCHEMA).build())
            .field("comment", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();

    /** Schema of one change. */
    static final Schema CHANGE_SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.schema.Change")
            .version(1)
            .field("type", Schema.STRING_SCHEMA)
            .field("id", Schema.STRING_SCHEMA)
            .field("table", TABLE_SCHEMA)
            .build();

    private TableStructs() {}

    static Struct change(SchemaChange.TableChange change, boolean comments) {
        Struct struct = new Struct(CHANGE_SCHEMA)
                .put("type", change.kind().name())
                .put(
                        "id",
                        quoted(change.id().database()) + "."
                                + quoted(change.id().table()));
        change.table().ifPresent(table -> struct.put("table", table(table, comments)));
        return struct;
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static Struct table(TableSchema table, boolean comments) {
        List<Struct> columns = new ArrayList<>();
        for (int i = 0; i < table.columns().size(); i++) {
            columns.add(column(table.columns().get(i), i + 1, comments));
        }
        List<String> identity = table.identity().stream()
                .map(position -> table.columns().get(position).name())
                .toList();
        Struct struct =
                new Struct(TABLE_SCHEMA).put("primaryKeyColumnNames", identity).put("columns", columns);
        table.options().charset().ifPresent(charset -> struct.put("defaultCharsetName", charset));
        if (comments) {
            table.options().comment().ifPresent(text -> struct.put("comment", DebeziumColumn.written(text)));
        }
        return struct;
    }

    private static Struct column(Column column, int position, boolean comments) {
        String typeName = DebeziumColumn.typeName(column);
        // To Debezium, ON UPDATE CURRENT_TIMESTAMP is a value that the server makes, as AUTO_INCREMENT is.
        boolean made =
                column.attributes().autoIncrement() || column.attributes().onUpdate();
        Struct struct = new Struct(COLUMN_SCHEMA)
                .put("name", column.name())
                .put("jdbcType", DebeziumColumn.jdbcType(column))
                .put("typeName", typeName)
                .put("typeExpression", typeName)
                .put("position", position)
                .put("optional", column.nullable())
                .put("autoIncremented", made)
                // Debezium's parser means such values, not generated columns.
                .put("generated", made);
        if (column.type().hasCharset()) {
            DebeziumColumn.charset(column).ifPresent(charset -> struct.put("charsetName", charset));
        }
        DebeziumColumn.length(column).ifPresent(length -> struct.put("length", length));
        DebeziumColumn.scaleOrNone(column).ifPresent(scale -> struct.put("scale", scale));
        if (comments) {
            column.comment().ifPresent(text -> struct.put("comment", DebeziumColumn.written(text)));
        }
        DebeziumColumn.defaultExpression(column).ifPresent(text -> struct.put("defaultValueExpression", text));
        if (column.type().family() == ColumnType.Family.LABELS) {
            struct.put(
                    "enumValues",
                    column.labels().stream().map(TableStructs::literal).toList());
        }
        return struct;
    }

    private static String literal(String label) {
        return "'" + label.replace("\\", "\\\\").replace("'", "''") + "'";
    }
}
