// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The canonical values of one row in column order, see {@link RowChange}. Equal when all values are, byte arrays by
 * content. The array is not copied: whoever makes an image hands the array over.
 */
public final class RowImage {
    private final @Nullable Object[] values;

    private RowImage(@Nullable Object[] values) {
        this.values = values;
    }

    /** Returns an image over these values, which the caller no longer changes. */
    public static RowImage of(@Nullable Object... values) {
        return new RowImage(values);
    }

    /** Returns the value at this position (from 0), null for SQL NULL. */
    public @Nullable Object get(int position) {
        return values[position];
    }

    public int size() {
        return values.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowImage that && Arrays.deepEquals(values, that.values);
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
