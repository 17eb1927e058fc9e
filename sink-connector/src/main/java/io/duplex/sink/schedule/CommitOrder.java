// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.util.Locale;

/** {@code apply.commit.order}: in which order transactions become visible on the target. */
public enum CommitOrder {
    /** As at the source. */
    SOURCE,
    /** Only those that depend on each other as at the source. */
    RELAXED;

    static CommitOrder parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }

    String value() {
        return name().toLowerCase(Locale.ROOT);
    }
}
