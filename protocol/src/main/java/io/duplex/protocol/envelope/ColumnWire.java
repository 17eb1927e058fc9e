// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * How one column travels.
 *
 * @param schema of the field, still without optionality, default and comment
 * @param encoder makes the encoder for the field's finished schema
 * @param fallback what a NOT NULL field says when its type has no value for the column's
 */
record ColumnWire(SchemaBuilder schema, Function<Schema, ColumnEncoder> encoder, Object fallback) {
    /** Of a column whose every value can be said. */
    static ColumnWire total(SchemaBuilder schema, ColumnEncoder encoder) {
        return new ColumnWire(schema, field -> encoder, "");
    }

    /** Of a column some of whose values cannot be said. */
    static ColumnWire partial(SchemaBuilder schema, ColumnEncoder encoder, Object fallback) {
        return new ColumnWire(schema, field -> encoder, fallback);
    }
}
