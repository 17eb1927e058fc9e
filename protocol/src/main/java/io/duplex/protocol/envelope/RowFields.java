// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** Builds the fields of a key or row struct. */
final class RowFields {
    private final TableSchema table;
    private final EnvelopeOptions options;
    private final boolean propagate;
    private final List<Draft> drafts = new ArrayList<>();

    /** A field before its struct's schema is finished. */
    private record Draft(int column, String name, Schema schema, ColumnWire wire, ColumnEncoder encoder) {}

    /**
     * Starts with no field.
     *
     * @param propagate whether {@code column.propagate.source.type} holds here; it does not in keys
     */
    RowFields(TableSchema table, EnvelopeOptions options, boolean propagate) {
        this.table = table;
        this.options = options;
        this.propagate = propagate;
    }

    void add(int position) {
        Column column = table.columns().get(position);
        ColumnWire wire = ColumnWires.of(column, options);
        SchemaBuilder builder = wire.schema();
        if (propagate && options.propagatesSourceType(table.id(), column.name())) {
            addSourceType(column, builder);
        }
        if (column.nullable()) {
            builder.optional();
        }
        if (builder.doc() == null) {
            comment(column).ifPresent(builder::doc);
        }
        // Only structs look at the schema, and structs have no default, so encoding the default needs no finished
        // schema.
        ColumnDefaults.of(column, wire, wire.encoder().apply(builder)).ifPresent(builder::defaultValue);
        Schema schema = builder.build();
        String name = options.fieldNames().fieldName(column.name());
        drafts.add(new Draft(position, name, schema, wire, wire.encoder().apply(schema)));
    }

    private Optional<String> comment(Column column) {
        return options.schemaComments() ? column.comment().filter(text -> !text.isEmpty()) : Optional.empty();
    }

    private void addSourceType(Column column, SchemaBuilder builder) {
        builder.parameter(SemanticTypes.SOURCE_TYPE, DebeziumColumn.typeName(column));
        DebeziumColumn.length(column)
                .ifPresent(length -> builder.parameter(SemanticTypes.SOURCE_LENGTH, Integer.toString(length)));
        DebeziumColumn.scaleOrNone(column)
                .ifPresent(scale -> builder.parameter(SemanticTypes.SOURCE_SCALE, Integer.toString(scale)));
        comment(column).ifPresent(text -> builder.parameter(SemanticTypes.SOURCE_COMMENT, text));
        builder.parameter(SemanticTypes.SOURCE_COLUMN, column.name());
    }

    Schema schema(String kind, boolean optional) {
        SchemaBuilder struct = SchemaBuilder.struct().name(options.schemaName(table.id(), kind));
        drafts.forEach(draft -> struct.field(draft.name(), draft.schema()));
        return optional ? struct.optional().build() : struct.build();
    }

    /** Returns the fields within this schema, which {@link #schema} made. */
    RowField[] fields(Schema struct) {
        return drafts.stream().map(draft -> field(draft, struct)).toArray(RowField[]::new);
    }

    private RowField field(Draft draft, Schema struct) {
        boolean nullable = draft.schema().isOptional();
        Object preset = draft.schema().defaultValue();
        Object unsayable = nullable
                ? null
                : Optional.ofNullable(preset).orElse(draft.wire().fallback());
        return new RowField(
                draft.column(),
                Objects.requireNonNull(struct.field(draft.name())),
                draft.encoder(),
                unsayable,
                nullable && preset != null);
    }
}
