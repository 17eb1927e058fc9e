// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.sink.conflict.Decision;
import io.duplex.sink.conflict.TablePolicy;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds what a change added to counters to those of the target's row; the other columns are the winner's. */
final class MergedCounters {
    private MergedCounters() {}

    /** Returns the merged row, empty when it is the winner's. */
    static Optional<DecodedImage> of(TablePolicy policy, GroupRow change, DecodedImage present, Decision winner) {
        DecodedImage before = change.image();
        DecodedImage after = change.written();
        DecodedImage base = winner == Decision.SOURCE ? after : present;
        @Nullable Object[] values = new @Nullable Object[base.size()];
        boolean merged = false;
        for (int i = 0; i < values.length; i++) {
            String column = base.name(i);
            values[i] = base.get(i);
            Optional<BigDecimal> own = number(base, column);
            Optional<BigDecimal> sum = policy.isCounter(column)
                    ? number(present, column)
                            .flatMap(p -> number(after, column)
                                    .flatMap(a -> number(before, column)
                                            .map(b -> p.add(a).subtract(b))))
                    : Optional.empty();
            if (sum.isPresent()
                    && own.filter(value -> value.compareTo(sum.get()) == 0).isEmpty()) {
                values[i] = sum.get();
                merged = true;
            }
        }
        return merged ? Optional.of(DecodedImage.of(base.columns(), values)) : Optional.empty();
    }

    private static Optional<BigDecimal> number(DecodedImage image, String column) {
        for (int i = 0; i < image.size(); i++) {
            Object value = image.get(i);
            if (image.name(i).equalsIgnoreCase(column) && (value instanceof Number || value instanceof String)) {
                try {
                    return Optional.of(new BigDecimal(value.toString()));
                } catch (NumberFormatException text) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
