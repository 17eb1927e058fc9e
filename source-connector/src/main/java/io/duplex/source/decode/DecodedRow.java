// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row as the binlog holds them, in the order of the table's columns, invisible and generated ones
 * too. What the binlog does not tell (sign, padding, character set) is not applied:
 *
 * <ul>
 *   <li>TINYINT..BIGINT: {@code Long}, as if signed
 *   <li>FLOAT: {@code Float}; DOUBLE: {@code Double}; DECIMAL: {@code BigDecimal} with the column's scale
 *   <li>DATE, DATETIME, TIMESTAMP (UTC): {@link io.duplex.protocol.change.MySqlDateTime}; TIME: {@code Long} signed
 *       microseconds; YEAR: {@code Long}, 0 for 0000
 *   <li>CHAR, VARCHAR, BINARY (trailing zero bytes cut by the server), VARBINARY, TEXT, BLOB, GEOMETRY, VECTOR: {@code
 *       byte[]}
 *   <li>BIT: {@code byte[]} big-endian; ENUM: {@code Long} index; SET: {@code Long} mask
 *   <li>JSON: {@code byte[]}, the server's own text in utf8mb4
 *   <li>NULL: {@code null}
 * </ul>
 */
public final class DecodedRow {
    private final @Nullable Object[] values;

    private DecodedRow(@Nullable Object[] values) {
        this.values = values;
    }

    /** Returns a row over these values, which the caller no longer changes. */
    public static DecodedRow of(@Nullable Object... values) {
        return new DecodedRow(values);
    }

    /** Returns the value of the column at this position (from 0), null for SQL NULL. */
    public @Nullable Object get(int position) {
        return values[position];
    }

    /** Returns all values; nobody changes them. */
    public @Nullable Object[] values() {
        return values;
    }

    public int size() {
        return values.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DecodedRow that && Arrays.deepEquals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.deepToString(values);
    }
}
