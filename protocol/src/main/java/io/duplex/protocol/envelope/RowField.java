// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * One field of a key or row struct.
 *
 * @param column position of its column in the table
 * @param field in the struct's schema
 * @param encoder makes the field's values
 * @param unsayable what the field says when its type has no value for the column's, null in a nullable column
 * @param nullReadsAsDefault whether a reader may take NULL for the field's default, as JsonConverter does
 */
record RowField(
        int column,
        Field field,
        ColumnEncoder encoder,
        @Nullable Object unsayable,
        boolean nullReadsAsDefault) {

    /** Puts the value into the struct. */
    void encode(@Nullable Object value, Struct struct, Deviations deviations) {
        if (value == null) {
            if (nullReadsAsDefault) {
                deviations.add(null);
            }
            return;
        }
        Object said = encoder.encode(value, deviations);
        if (said == null) {
            deviations.add(value);
            said = unsayable;
        }
        if (said != null) {
            struct.put(field, said);
        }
    }
}
