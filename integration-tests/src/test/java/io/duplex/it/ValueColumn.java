// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import java.util.List;

/**
 * A column of a catalogue's table.
 *
 * @param type its type, as CREATE TABLE takes it
 * @param more what follows the type, such as NULL or a default
 * @param values SQL expressions of values to store; none when the server makes the values
 */
record ValueColumn(String type, String more, List<String> values) {
    ValueColumn {
        values = List.copyOf(values);
    }

    /** A nullable column without default. */
    static ValueColumn of(String type, List<String> values) {
        return new ValueColumn(type, "NULL", values);
    }

    static ValueColumn of(String type, String... values) {
        return of(type, List.of(values));
    }

    /** A column that the server fills by itself. */
    static ValueColumn made(String type, String expression) {
        return new ValueColumn(type, expression, List.of());
    }

    boolean written() {
        return !values.isEmpty();
    }

    boolean nullable() {
        return !more.startsWith("NOT NULL");
    }

    String value(int row) {
        return values.get(row % values.size());
    }

    /** The same as a part of a key. */
    ValueColumn inKey() {
        return new ValueColumn(type, "NOT NULL", values);
    }
}
