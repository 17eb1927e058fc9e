// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import org.jspecify.annotations.Nullable;

/** Estimates the heap that a change takes, to hold limits of memory. */
final class RowSize {
    private static final long CHANGE = 200;
    private static final long VALUE = 24;

    private RowSize() {}

    static long of(RowChange change) {
        if (change instanceof RowChange.Insert insert) {
            return CHANGE + of(insert.after());
        }
        if (change instanceof RowChange.Delete delete) {
            return CHANGE + of(delete.before());
        }
        return change instanceof RowChange.Update update ? CHANGE + of(update.before()) + of(update.after()) : CHANGE;
    }

    private static long of(RowImage image) {
        long bytes = 0;
        for (int i = 0; i < image.size(); i++) {
            bytes += ofValue(image.get(i));
        }
        return bytes;
    }

    private static long ofValue(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return VALUE + bytes.length;
        }
        if (value instanceof String text) {
            return VALUE + 2L * text.length();
        }
        return VALUE;
    }
}
