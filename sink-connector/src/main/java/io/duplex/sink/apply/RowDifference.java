// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Words for how a row of the target differs from what a source tells of it. */
final class RowDifference {
    private RowDifference() {}

    static String of(Target target, DecodedImage told, DecodedImage present) {
        return target.reader().differences(told, present).stream()
                .map(column -> column + " is " + value(present, column) + " on the target and was "
                        + value(told, column) + " at the source")
                .collect(Collectors.joining(", "));
    }

    private static String value(DecodedImage image, String column) {
        @Nullable
        Object value = IntStream.range(0, image.size())
                .filter(i -> image.name(i).equalsIgnoreCase(column))
                .mapToObj(i -> Optional.ofNullable(image.get(i)))
                .findFirst()
                .flatMap(found -> found)
                .orElse(null);
        return Target.text(value);
    }
}
