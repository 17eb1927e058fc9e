// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.filter.CollationWeights;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.sink.apply.RowStatement.Slot;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * The hash of a key's values: equal for values that are equal to the target's index. Where that cannot be computed
 * there is none. Not thread-safe.
 */
final class KeyHash {
    private static final int BLANK = ' ';
    private static final int LAST_PRINTABLE = '~';

    private final IntConsumer weight = this::mix;
    private long hash;

    /** What a hash could be made of. */
    enum Outcome {
        VALUES,
        /** A part is NULL, which is equal to nothing. */
        NULL,
        UNKNOWN
    }

    /** Hashes these values of an image; {@link #value} is the result. */
    Outcome of(long base, List<Slot> key, DecodedImage image) {
        hash = base;
        for (Slot slot : key) {
            Object value = image.get(slot.position());
            if (value == null) {
                return Outcome.NULL;
            }
            if (!add(value, slot.column())) {
                return Outcome.UNKNOWN;
            }
        }
        return Outcome.VALUES;
    }

    /** Returns the last hash. */
    long value() {
        return hash;
    }

    /** Returns the hash of a text, to begin with. */
    static long base(String text) {
        KeyHash base = new KeyHash();
        base.characters(text, text.length(), false);
        return base.value();
    }

    /** Tells whether values of the column can be compared at all. */
    static boolean comparable(Column column) {
        return switch (column.type().family()) {
            case INTEGER, TEMPORAL, BYTES, LABELS -> true;
            case NUMBER -> column.type() == ColumnType.DECIMAL;
            case TEXT -> comparableText(column);
            case JSON, SPATIAL -> false;
        };
    }

    private boolean add(Object value, Column column) {
        return switch (column.type().family()) {
            case INTEGER -> integer(value);
            case NUMBER -> column.type() == ColumnType.DECIMAL && decimal(value);
            case TEMPORAL -> temporal(value);
            case TEXT -> value instanceof String text && text(text, column);
            case BYTES -> column.type() == ColumnType.BIT ? bits(value) : bytes(value);
            case LABELS -> labels(value, column);
            case JSON, SPATIAL -> false;
        };
    }

    private void mix(long value) {
        long mixed = (hash ^ value) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 32)) * 0xD6E8FEB86659FD93L;
        hash = mixed ^ (mixed >>> 29);
    }

    private boolean integer(Object value) {
        if (value instanceof Long || value instanceof BigInteger) {
            mix(((Number) value).longValue());
            return true;
        }
        // As text or decimal, whatever the source's modes make of BIGINT UNSIGNED.
        if (value instanceof BigDecimal decimal) {
            mix(decimal.longValue());
            return true;
        }
        return false;
    }

    private boolean decimal(Object value) {
        BigDecimal decimal;
        if (value instanceof BigDecimal exact) {
            decimal = exact;
        } else if (value instanceof Long number) {
            decimal = BigDecimal.valueOf(number);
        } else if (value instanceof String || value instanceof BigInteger) {
            decimal = new BigDecimal(value.toString());
        } else {
            return false;
        }
        mix(decimal.signum() == 0 ? 0 : decimal.stripTrailingZeros().hashCode());
        return true;
    }

    private boolean temporal(Object value) {
        if (value instanceof MySqlDateTime || value instanceof Long) {
            mix(value.hashCode());
            return true;
        }
        return false;
    }

    private boolean bits(Object value) {
        if (value instanceof byte[] bigEndian) {
            mix(new BigInteger(1, bigEndian).longValue());
            return true;
        }
        return integer(value);
    }

    /** Without the zeros at the end, with which BINARY is filled up. */
    private boolean bytes(Object value) {
        if (!(value instanceof byte[] bytes)) {
            return false;
        }
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            mix(bytes[i]);
        }
        mix(-1);
        return true;
    }

    private boolean labels(Object value, Column column) {
        // A SET of 64 members without a sign is more than a long.
        if (value instanceof Number number) {
            mix(number.longValue());
            return true;
        }
        if (!(value instanceof String text)) {
            return false;
        }
        Optional<Long> number = ValueBinders.labelNumber(text, column);
        number.ifPresent(this::mix);
        return number.isPresent();
    }

    private boolean text(String text, Column column) {
        String collation = column.text().collation().orElse("");
        if (collation.endsWith("_bin")) {
            return characters(text, trimmed(text), false);
        }
        Optional<CollationWeights> weights = weights(column, collation);
        if (weights.isPresent()) {
            boolean known = weights.get().weigh(text, weight);
            mix(-1);
            return known;
        }
        return foldsAscii(collation) && characters(text, trimmed(text), true);
    }

    private static Optional<CollationWeights> weights(Column column, String collation) {
        return column.text().charset().flatMap(charset -> CollationWeights.of(charset, collation));
    }

    /** Coarser than a collation that does not pad, which is allowed. */
    private static int trimmed(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == BLANK) {
            end--;
        }
        return end;
    }

    private boolean characters(String text, int end, boolean fold) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (fold) {
                if (c < BLANK || c > LAST_PRINTABLE) {
                    return false;
                }
                c = Character.toUpperCase(c);
            }
            mix(c);
        }
        mix(-1);
        return true;
    }

    /**
     * Tells whether, of printable ASCII, letters are alike in both cases and nothing else is. Not so in the collations of
     * a language: to some of them v is w, or i is j.
     */
    private static boolean foldsAscii(String collation) {
        return collation.endsWith("_general_ci")
                || collation.endsWith("_general_cs")
                || collation.endsWith("_unicode_ci")
                || collation.endsWith("_unicode_520_ci");
    }

    private static boolean comparableText(Column column) {
        String collation = column.text().collation().orElse("");
        return collation.endsWith("_bin")
                || foldsAscii(collation)
                || weights(column, collation).isPresent();
    }
}
