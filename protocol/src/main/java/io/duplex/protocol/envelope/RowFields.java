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
import org.jspecify.annotations.Nullable;

/** Builds the fields of a key or row struct. */
final class RowFields {
    private final TableSchema table;
    private final EnvelopeOptions options;
    private final boolean values;
    private final List<Draft> drafts = new ArrayList<>();

    /** A field before its struct's schema is finished. */
    private record Draft(
            int position,
            Column column,
            String name,
            Schema schema,
            ColumnWire wire,
            ColumnEncoder encoder,
            Optional<ColumnConversion> conversion,
            Optional<ColumnRewrite> rewrite) {}

    /**
     * Starts with no field.
     *
     * @param values whether these are the fields of rows: keys hold all of their columns as they are
     */
    RowFields(TableSchema table, EnvelopeOptions options, boolean values) {
        this.table = table;
        this.options = options;
        this.values = values;
    }

    void add(int position) {
        Column column = table.columns().get(position);
        if (values && !options.columns().included().test(table.id(), column)) {
            return;
        }
        ColumnWire wire = ColumnWires.of(column, options);
        // Only structs look at the schema, and structs have no default, so encoding the default needs no finished
        // schema.
        Optional<Object> preset = ColumnDefaults.of(column, wire, wire.encoder().apply(wire.schema()));
        Optional<ColumnConversion> conversion =
                options.columns().conversions().of(new ConvertibleColumn(table.id(), column, preset));
        Optional<ColumnRewrite> rewrite = values ? options.columns().rewrite(table.id(), column) : Optional.empty();
        SchemaBuilder builder = conversion.map(ColumnConversion::schema).orElse(wire.schema());
        rewrite.ifPresent(r -> r.describe(column, builder));
        if (column.nullable()) {
            builder.optional();
        }
        if (builder.doc() == null) {
            comment(column).ifPresent(builder::doc);
        }
        preset.flatMap(value -> conversion
                        .map(own -> Optional.ofNullable(own.preset().of(value)))
                        .orElse(Optional.of(value)))
                .ifPresent(builder::defaultValue);
        Schema schema = builder.build();
        String name = options.fieldNames().fieldName(column.name());
        drafts.add(
                new Draft(position, column, name, schema, wire, wire.encoder().apply(schema), conversion, rewrite));
    }

    private Optional<String> comment(Column column) {
        return options.schemaComments()
                ? column.comment().filter(text -> !text.isEmpty()).map(DebeziumColumn::written)
                : Optional.empty();
    }

    Schema schema(String kind, boolean optional) {
        SchemaBuilder struct = SchemaBuilder.struct().name(options.schemaName(table.id(), kind));
        drafts.forEach(draft -> struct.field(draft.name(), draft.schema()));
        return optional ? struct.optional().build() : struct.build();
    }

    /**
     * Returns the fields within this schema, which {@link #schema} made.
     *
     * @param read whether a snapshot reads the rows
     */
    RowField[] fields(Schema struct, boolean read) {
        return drafts.stream().map(draft -> field(draft, struct, read)).toArray(RowField[]::new);
    }

    private RowField field(Draft draft, Schema struct, boolean read) {
        boolean nullable = draft.schema().isOptional();
        Object preset = draft.schema().defaultValue();
        boolean converted = draft.conversion().isPresent();
        Object unsayable = nullable || converted
                ? null
                : Optional.ofNullable(preset).orElse(draft.wire().fallback());
        return new RowField(
                draft.position(),
                Objects.requireNonNull(struct.field(draft.name())),
                draft.encoder(),
                unsayable,
                nullable && preset != null,
                treatment(draft, read),
                lacking(draft.column()));
    }

    private @Nullable FieldTreatment treatment(Draft draft, boolean read) {
        ColumnConversion.Values conversion = draft.conversion()
                .map(own -> read ? own.read() : own.streamed())
                .orElse(null);
        ColumnRewrite rewrite = draft.rewrite().filter(ColumnRewrite::hides).orElse(null);
        if (conversion == null && rewrite == null) {
            return null;
        }
        return new FieldTreatment(
                table.id(),
                draft.column(),
                conversion,
                rewrite,
                values ? options.columns().failures() : null,
                read ? Deviations.ignoredWhileReading() : Deviations.ignored());
    }

    private @Nullable Runnable lacking(Column column) {
        return values && FieldTreatment.fails(column)
                ? () -> options.columns().failures().failed(table.id(), column, null)
                : null;
    }
}
