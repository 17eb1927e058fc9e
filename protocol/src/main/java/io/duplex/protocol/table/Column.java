// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One column of a table as of one moment; made by {@link ColumnBuilder}.
 *
 * @param name in the server's spelling
 * @param declaration its type, as resolved and as written
 * @param text character set, collation and labels
 * @param nullable whether NULL may be stored
 * @param defaultValue empty when the column has no default at all
 * @param attributes auto increment, generated, invisible, on update
 * @param comment the COMMENT text, else empty
 */
public record Column(
        String name,
        Declaration declaration,
        Text text,
        boolean nullable,
        Optional<ColumnDefault> defaultValue,
        Attributes attributes,
        Optional<String> comment) {

    /**
     * The data type.
     *
     * @param type the resolved type
     * @param declaredType the type as the statement spelled it, upper case, without length: {@code INT UNSIGNED},
     *     {@code BOOLEAN}; Debezium's records repeat it
     * @param unsigned UNSIGNED or ZEROFILL
     * @param length display width, characters, bytes, bits, DECIMAL precision or fractional second digits, as the
     *     type means it; empty when the statement gives none
     * @param scale digits after the point of DECIMAL, FLOAT and DOUBLE; empty when not given
     */
    public record Declaration(
            ColumnType type, String declaredType, boolean unsigned, OptionalInt length, OptionalInt scale) {}

    /**
     * What only text, ENUM and SET columns have.
     *
     * @param charset name of the character set, else empty
     * @param collation name of the collation when known, else empty
     * @param labels ENUM and SET members in index order, else empty
     */
    public record Text(Optional<String> charset, Optional<String> collation, List<String> labels) {
        /** Of a column that holds no text. */
        public static final Text NONE = new Text(Optional.empty(), Optional.empty(), List.of());

        public Text {
            labels = List.copyOf(labels);
        }
    }

    /**
     * Flags of a column beside its type.
     *
     * @param onUpdate whether each change of the row sets it to the current time
     */
    public record Attributes(boolean autoIncrement, boolean generated, boolean invisible, boolean onUpdate) {
        /** No flag set. */
        public static final Attributes NONE = new Attributes(false, false, false, false);
    }

    public ColumnType type() {
        return declaration.type();
    }

    public boolean unsigned() {
        return declaration.unsigned();
    }

    public OptionalInt length() {
        return declaration.length();
    }

    public OptionalInt scale() {
        return declaration.scale();
    }

    public Optional<String> charset() {
        return text.charset();
    }

    public List<String> labels() {
        return text.labels();
    }

    /** Fractional second digits (0..6) of TIME, DATETIME and TIMESTAMP columns. */
    public int fractionalDigits() {
        return declaration.length().orElse(0);
    }

    /** Tells whether a statement may name the column as a target: the server computes generated ones itself. */
    public boolean writable() {
        return !attributes.generated();
    }

    /** Returns a builder that starts as a nullable column without default. */
    public static ColumnBuilder builder(String name, ColumnType type) {
        return new ColumnBuilder(name, type);
    }

    /** Returns a builder that starts as a copy of this column. */
    public ColumnBuilder toBuilder() {
        return new ColumnBuilder(this);
    }
}
