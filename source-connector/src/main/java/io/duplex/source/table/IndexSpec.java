// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** An index as written, or as it stands in the model; there it always has a name. */
record IndexSpec(Kind kind, Optional<String> name, List<Part> parts) {
    static final String PRIMARY = "PRIMARY";

    enum Kind {
        PRIMARY,
        UNIQUE,
        PLAIN,
        /** FULLTEXT and SPATIAL. */
        SPECIAL,
        /** Made for a foreign key; gives way to a written index over the same columns. */
        GENERATED
    }

    /** One key part; {@code column} is empty for an expression, {@code prefix} counts characters or bytes. */
    record Part(Optional<String> column, OptionalInt prefix) {}

    boolean named(String other) {
        return name.map(n -> fold(n).equals(fold(other))).orElse(false);
    }

    IndexSpec withName(String newName) {
        return new IndexSpec(kind, Optional.of(newName), parts);
    }

    IndexSpec withParts(List<Part> newParts) {
        return new IndexSpec(kind, name, newParts);
    }

    static String fold(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
