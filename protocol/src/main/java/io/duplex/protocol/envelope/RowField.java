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
 * @param treatment what a user's options do to the values, null for nothing
 * @param lacking told of values that the field's type lacks, null where that is no failure
 */
record RowField(
        int column,
        Field field,
        ColumnEncoder encoder,
        @Nullable Object unsayable,
        boolean nullReadsAsDefault,
        @Nullable FieldTreatment treatment,
        @Nullable Runnable lacking) {

    /** Puts the value into the struct. */
    void encode(@Nullable Object value, Struct struct, Deviations deviations) {
        if (treatment != null) {
            treatment.encode(value, this, struct);
            return;
        }
        encodeAsIs(value, struct, deviations);
    }

    private void encodeAsIs(@Nullable Object value, Struct struct, Deviations deviations) {
        if (value == null) {
            if (nullReadsAsDefault) {
                deviations.add(null);
            }
            return;
        }
        Object said = encoder.encode(value, deviations);
        if (said == null) {
            if (lacking != null) {
                lacking.run();
            }
            deviations.add(value);
            said = unsayable;
        }
        if (said != null) {
            struct.put(field, said);
        }
    }
}
