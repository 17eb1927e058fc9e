// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;

/** Resolves the spellings that MySQL has for its types. */
public final class TypeNames {
    /** Most bits of a FLOAT that is one. */
    public static final int WIDEST_FLOAT = 24;

    private static final Map<String, ColumnType> SYNONYMS = Map.ofEntries(
            entry("INTEGER", ColumnType.INT),
            entry("INT1", ColumnType.TINYINT),
            entry("INT2", ColumnType.SMALLINT),
            entry("INT3", ColumnType.MEDIUMINT),
            entry("MIDDLEINT", ColumnType.MEDIUMINT),
            entry("INT4", ColumnType.INT),
            entry("INT8", ColumnType.BIGINT),
            entry("BOOL", ColumnType.TINYINT),
            entry("BOOLEAN", ColumnType.TINYINT),
            entry("SERIAL", ColumnType.BIGINT),
            entry("REAL", ColumnType.DOUBLE),
            entry("DOUBLE PRECISION", ColumnType.DOUBLE),
            entry("FLOAT8", ColumnType.DOUBLE),
            entry("FLOAT4", ColumnType.FLOAT),
            entry("DEC", ColumnType.DECIMAL),
            entry("NUMERIC", ColumnType.DECIMAL),
            entry("FIXED", ColumnType.DECIMAL),
            entry("CHARACTER", ColumnType.CHAR),
            entry("GEOMCOLLECTION", ColumnType.GEOMETRYCOLLECTION));

    private TypeNames() {}

    /**
     * Returns the type of these words, upper case, without length and attributes; empty when there is none. Of REAL and
     * FLOAT only the session and the length tell for certain: they are DOUBLE and FLOAT here.
     */
    public static Optional<ColumnType> of(String words) {
        if (words.startsWith("LONG ") || words.equals("LONG")) {
            return Optional.of(words.equals("LONG VARBINARY") ? ColumnType.MEDIUMBLOB : ColumnType.MEDIUMTEXT);
        }
        ColumnType synonym = SYNONYMS.get(words);
        if (synonym != null) {
            return Optional.of(synonym);
        }
        if (words.contains("VAR") && !words.equals("VARBINARY")) {
            return Optional.of(ColumnType.VARCHAR);
        }
        if (words.startsWith("NCHAR") || words.startsWith("NATIONAL")) {
            return Optional.of(ColumnType.CHAR);
        }
        for (ColumnType type : ColumnType.values()) {
            if (type.name().equals(words)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
