// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers the exact values of one row image's fields that do not say them; costs nothing while there are none. */
final class Deviations {
    private final RowField[] fields;
    private final boolean reading;
    private @Nullable Map<String, @Nullable Object> values;
    private int position;

    Deviations(RowField[] fields, boolean reading) {
        this.fields = fields;
        this.reading = reading;
    }

    /** Returns one that forgets everything: keys and defaults need not be exact. */
    static Deviations ignored() {
        return new Deviations(new RowField[0], false);
    }

    /** Returns one for the key of a row that a snapshot read. */
    static Deviations ignoredWhileReading() {
        return new Deviations(new RowField[0], true);
    }

    /** Tells whether a snapshot read the row: Debezium says some of the server's values otherwise than the binlog's. */
    boolean reading() {
        return reading;
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
