// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.envelope.ValueDecoders.ValueDecoder;
import io.duplex.protocol.header.BinaryText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Reads the rows and keys of one schema. */
final class RowDecoder {
    private final Field[] fields;
    private final ValueDecoder[] decoders;
    private final List<String> columns;
    private final Map<String, Integer> columnPositions;
    private final Map<String, Integer> fieldPositions;

    RowDecoder(Schema schema) {
        List<String> columnNames = new ArrayList<>();
        List<String> fieldNames = new ArrayList<>();
        List<ValueDecoder> valueDecoders = new ArrayList<>();
        for (Field field : schema.fields()) {
            columnNames.add(column(field));
            fieldNames.add(field.name());
            valueDecoders.add(ValueDecoders.of(field.schema()));
        }
        this.fields = schema.fields().toArray(Field[]::new);
        this.decoders = valueDecoders.toArray(ValueDecoder[]::new);
        this.columns = Collections.unmodifiableList(columnNames);
        this.columnPositions = positions(columnNames);
        this.fieldPositions = positions(fieldNames);
    }

    /** Adjusted field names cannot be turned back; the column's own name may stand beside. */
    private static String column(Field field) {
        Map<String, String> parameters = field.schema().parameters();
        String own = parameters == null ? null : parameters.get(SemanticTypes.SOURCE_COLUMN);
        return own == null ? field.name() : own;
    }

    static Map<String, Integer> positions(List<String> names) {
        Map<String, Integer> positions = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            positions.putIfAbsent(names.get(i), i);
        }
        return positions;
    }

    /** Returns the row; values of {@code exact}, by field name, win. */
    DecodedImage decode(Struct row, Map<String, @Nullable Object> exact) {
        @Nullable Object[] values = new @Nullable Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            Object value = value(row, fields[i]);
            values[i] = value == null ? null : decoders[i].decode(value);
        }
        exact.forEach((field, value) -> {
            Integer position = fieldPositions.get(field);
            if (position != null) {
                values[position] = exactly(value, values[position]);
            }
        });
        return new DecodedImage(columns, columnPositions, values);
    }

    private static @Nullable Object exactly(@Nullable Object exact, @Nullable Object said) {
        return exact instanceof BinaryText form && said instanceof String text ? form.decode(text) : exact;
    }

    /** NULL must not become the field's default; without one, access by position is faster. */
    private static @Nullable Object value(Struct row, Field field) {
        return field.schema().defaultValue() == null ? row.get(field) : row.getWithoutDefault(field.name());
    }
}
