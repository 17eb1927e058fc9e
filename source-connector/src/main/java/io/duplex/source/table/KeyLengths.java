// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.ColumnType.Family;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How much of a column a key covers, in the server's bytes, and what of it is left when the column changes. */
final class KeyLengths {
    private static final int MOST_BYTES = 3072;
    private static final int BYTES_OF_POINT = 25;
    private static final int DIGITS_PER_WORD = 9;
    private static final int[] BYTES_OF_DIGITS = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
    private static final int MOST_LABELS_OF_ONE_BYTE = 255;
    private static final List<ColumnType> BLOBS = List.of(
            ColumnType.TINYTEXT,
            ColumnType.TEXT,
            ColumnType.MEDIUMTEXT,
            ColumnType.LONGTEXT,
            ColumnType.TINYBLOB,
            ColumnType.BLOB,
            ColumnType.MEDIUMBLOB,
            ColumnType.LONGBLOB);

    private final CharacterSets charsets;

    KeyLengths(CharacterSets charsets) {
        this.charsets = charsets;
    }

    /** Returns the prefix of a part whose column is dropped and added anew in one statement: as many bytes. */
    OptionalInt ofReplaced(IndexSpec.Part part, Column before) {
        return part.prefix().isPresent()
                ? part.prefix()
                : OptionalInt.of(Math.max(1, wholeBytes(before) / width(before)));
    }

    /** Returns the prefix of a part after its column was declared anew. */
    OptionalInt ofChanged(IndexSpec.Part part, Column before, Column after) {
        int width = width(before);
        int bytes = part.prefix().isPresent() ? part.prefix().getAsInt() * width : wholeBytes(before);
        boolean whole = !mayBePrefixed(before, true)
                || !mayBePrefixed(after, false)
                || (!BLOBS.contains(before.type()) && bytes == declaredBytes(before))
                || tooShort(after, bytes / width)
                || bytes < width;
        return whole ? OptionalInt.empty() : OptionalInt.of(bytes / width);
    }

    /** Returns the longest prefix that a plain index can have, if this part is longer. */
    Optional<Integer> cut(IndexSpec.Part part, Column column) {
        Family family = column.type().family();
        if (family != Family.TEXT && family != Family.BYTES) {
            return Optional.empty();
        }
        int width = width(column);
        int characters = part.prefix().orElse(BLOBS.contains(column.type()) ? 0 : wholeBytes(column) / width);
        return characters > MOST_BYTES / width ? Optional.of(MOST_BYTES / width) : Optional.empty();
    }

    /** Bytes that a character of the column may take. */
    int width(Column column) {
        return column.charset()
                .flatMap(charsets::find)
                .map(CharacterSets.CharacterSet::maxLength)
                .orElse(1);
    }

    /** Labels are, to the server, strings once they are stored, but not when they are declared. */
    private static boolean mayBePrefixed(Column column, boolean stored) {
        return switch (column.type().family()) {
            case TEXT, SPATIAL -> true;
            case BYTES -> column.type() != ColumnType.BIT && column.type() != ColumnType.VECTOR;
            case LABELS -> stored;
            case INTEGER, NUMBER, TEMPORAL, JSON -> false;
        };
    }

    private static boolean tooShort(Column after, int characters) {
        return switch (after.type()) {
            case CHAR, VARCHAR, BINARY, VARBINARY -> after.length().orElse(1) < characters;
            case TINYTEXT, TINYBLOB -> after.length().isPresent() && ColumnRules.capacity(after.type()) < characters;
            default -> false;
        };
    }

    /** Bytes that the column takes at most when it is printed, which for labels is not what it takes in a key. */
    private int declaredBytes(Column column) {
        if (column.type().family() == Family.LABELS) {
            int longest = column.labels().stream()
                    .mapToInt(KeyLengths::characters)
                    .max()
                    .orElse(0);
            int all = column.labels().stream().mapToInt(KeyLengths::characters).sum()
                    + Math.max(0, column.labels().size() - 1);
            return (column.type() == ColumnType.ENUM ? longest : all) * width(column);
        }
        return column.type().family() == Family.SPATIAL ? Integer.MAX_VALUE : wholeBytes(column);
    }

    private static int characters(String label) {
        return label.codePointCount(0, label.length());
    }

    /** Bytes that a key over the whole column takes. */
    private int wholeBytes(Column column) {
        int length = column.length().orElse(1);
        return switch (column.type()) {
            case TINYINT, YEAR -> 1;
            case SMALLINT -> 2;
            case MEDIUMINT, DATE -> 3;
            case INT, FLOAT -> 4;
            case BIGINT, DOUBLE -> 8;
            case CHAR, VARCHAR, BINARY, VARBINARY -> length * width(column);
            case BIT -> (length + 7) / 8;
            case TIME -> 3 + (column.fractionalDigits() + 1) / 2;
            case DATETIME -> 5 + (column.fractionalDigits() + 1) / 2;
            case TIMESTAMP -> 4 + (column.fractionalDigits() + 1) / 2;
            case DECIMAL ->
                decimalBytes(column.length().orElse(10), column.scale().orElse(0));
            case ENUM -> column.labels().size() > MOST_LABELS_OF_ONE_BYTE ? 2 : 1;
            case SET -> setBytes(column.labels().size());
            default -> BYTES_OF_POINT;
        };
    }

    private static int setBytes(int labels) {
        int bytes = (labels + 7) / 8;
        return bytes > 4 ? 8 : bytes;
    }

    private static int decimalBytes(int precision, int scale) {
        return digitBytes(precision - scale) + digitBytes(scale);
    }

    private static int digitBytes(int digits) {
        return digits / DIGITS_PER_WORD * 4 + BYTES_OF_DIGITS[digits % DIGITS_PER_WORD];
    }
}
