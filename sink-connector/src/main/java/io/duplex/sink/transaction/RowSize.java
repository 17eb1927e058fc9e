// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.sink.envelope.Received;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Estimates the heap that a change takes, to hold limits of memory. */
final class RowSize {
    /** The record with its source block, its coordinates and its flags. */
    private static final long CHANGE = 700;

    private static final long VALUE = 24;

    private RowSize() {}

    static long of(List<Received.Row> rows) {
        long bytes = 0;
        for (Received.Row row : rows) {
            bytes += of(row.change());
        }
        return bytes;
    }

    static long of(DecodedChange change) {
        return CHANGE
                + change.before().map(RowSize::of).orElse(0L)
                + change.after().map(RowSize::of).orElse(0L);
    }

    private static long of(DecodedImage image) {
        long bytes = 0;
        int size = image.size();
        for (int i = 0; i < size; i++) {
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
