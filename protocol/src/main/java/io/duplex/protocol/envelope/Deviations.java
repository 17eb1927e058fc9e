// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the exact values of one row image's fields that do not say them; costs nothing while there are none. */
final class Deviations {
    private final RowField[] fields;
    private @Nullable Map<String, @Nullable Object> values;
    private int position;

    Deviations(RowField[] fields) {
        this.fields = fields;
    }

    /** Returns one that forgets everything: keys and defaults need not be exact. */
    static Deviations ignored() {
        return new Deviations(new RowField[0]);
    }

    /** Names the field that the next {@link #add} is about. */
    void at(int newPosition) {
        position = newPosition;
    }

    void add(@Nullable Object exact) {
        if (fields.length == 0) {
            return;
        }
        if (values == null) {
            values = new LinkedHashMap<>();
        }
        values.put(fields[position].field().name(), exact);
    }

    Map<String, @Nullable Object> values() {
        return values == null ? Map.of() : values;
    }
}
