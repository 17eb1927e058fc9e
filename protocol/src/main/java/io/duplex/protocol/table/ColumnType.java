// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

/** The closed set of MySQL column types, after synonyms (INTEGER, NUMERIC, BOOL, ...) are resolved. */
public enum ColumnType {
    TINYINT(Family.INTEGER),
    SMALLINT(Family.INTEGER),
    MEDIUMINT(Family.INTEGER),
    INT(Family.INTEGER),
    BIGINT(Family.INTEGER),
    DECIMAL(Family.NUMBER),
    FLOAT(Family.NUMBER),
    DOUBLE(Family.NUMBER),
    BIT(Family.BYTES),
    YEAR(Family.INTEGER),
    DATE(Family.TEMPORAL),
    TIME(Family.TEMPORAL),
    DATETIME(Family.TEMPORAL),
    TIMESTAMP(Family.TEMPORAL),
    CHAR(Family.TEXT),
    VARCHAR(Family.TEXT),
    TINYTEXT(Family.TEXT),
    TEXT(Family.TEXT),
    MEDIUMTEXT(Family.TEXT),
    LONGTEXT(Family.TEXT),
    BINARY(Family.BYTES),
    VARBINARY(Family.BYTES),
    TINYBLOB(Family.BYTES),
    BLOB(Family.BYTES),
    MEDIUMBLOB(Family.BYTES),
    LONGBLOB(Family.BYTES),
    ENUM(Family.LABELS),
    SET(Family.LABELS),
    JSON(Family.JSON),
    GEOMETRY(Family.SPATIAL),
    POINT(Family.SPATIAL),
    LINESTRING(Family.SPATIAL),
    POLYGON(Family.SPATIAL),
    MULTIPOINT(Family.SPATIAL),
    MULTILINESTRING(Family.SPATIAL),
    MULTIPOLYGON(Family.SPATIAL),
    GEOMETRYCOLLECTION(Family.SPATIAL),
    VECTOR(Family.BYTES);

    /** What kind of canonical value a type has; see {@link io.duplex.protocol.change.RowChange}. */
    public enum Family {
        INTEGER,
        NUMBER,
        TEMPORAL,
        TEXT,
        BYTES,
        LABELS,
        JSON,
        SPATIAL
    }

    private final Family family;

    ColumnType(Family family) {
        this.family = family;
    }

    /** Returns the kind of value that columns of this type hold. */
    public Family family() {
        return family;
    }

    /** Tells whether columns of this type have a character set of their own (also ENUM and SET). */
    public boolean hasCharset() {
        return family == Family.TEXT || family == Family.LABELS;
    }
}
