// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.ColumnType;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** A column definition as written: nothing is inherited yet. */
record ColumnSpec(
        String name,
        TypeSpec type,
        CharsetSpec charset,
        Optional<Boolean> nullable,
        Optional<DefaultSpec> defaultValue,
        Details details) {

    /** Words that stand after the type. */
    enum Flag {
        AUTO_INCREMENT,
        GENERATED,
        INVISIBLE,
        PRIMARY,
        UNIQUE,
        ON_UPDATE
    }

    /** Flags and comment. */
    record Details(Set<Flag> flags, Optional<String> comment) {}

    /** The type, synonyms resolved. */
    record TypeSpec(
            ColumnType type,
            String declared,
            boolean unsigned,
            OptionalInt length,
            OptionalInt scale,
            List<String> labels) {}

    /**
     * Character set of a column as written.
     *
     * @param charset CHARACTER SET name
     * @param collation COLLATE name
     * @param binary whether the BINARY attribute asks for the binary collation
     */
    record CharsetSpec(Optional<String> charset, Optional<String> collation, boolean binary) {
        static final CharsetSpec NONE = new CharsetSpec(Optional.empty(), Optional.empty(), false);
    }

    boolean has(Flag flag) {
        return details.flags().contains(flag);
    }
}
