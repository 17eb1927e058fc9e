// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A user's way of turning a column into a field, in place of the type mapping.
 *
 * @param schema of the field, still without the column's optionality, default and comment
 * @param streamed takes canonical values that the binlog had
 * @param read takes canonical values that a snapshot read
 * @param preset takes the default that the type mapping would give the field
 */
public record ColumnConversion(SchemaBuilder schema, Values streamed, Values read, Values preset) {

    /** Makes the field's value; null is SQL NULL. */
    public interface Values {
        @Nullable
        Object of(@Nullable Object value);
    }
}
