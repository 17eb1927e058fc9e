// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.change;

import io.duplex.protocol.table.TableSchema;

/**
 * One changed row with the schema that its table had then.
 *
 * <p>An image holds values in the order of {@link TableSchema#columns()}. Canonical values, by type:
 *
 * <ul>
 *   <li>integers and YEAR: {@code Long}; BIGINT UNSIGNED above {@code Long.MAX_VALUE}: {@code BigInteger}; year 0000: 0
 *   <li>DECIMAL: {@code BigDecimal} with the column's scale; FLOAT: {@code Float}; DOUBLE: {@code Double}
 *   <li>BIT: {@code byte[]}, big-endian, (length + 7) / 8 bytes
 *   <li>DATE, DATETIME, TIMESTAMP: {@link MySqlDateTime}; TIME: {@code Long} signed microseconds
 *   <li>text: {@code byte[]} in the column's character set
 *   <li>BINARY (padded), VARBINARY, BLOB, GEOMETRY (SRID, WKB), VECTOR: {@code byte[]}
 *   <li>ENUM: {@code Long} index, 0 for the error value; SET: {@code Long} bit mask
 *   <li>JSON: {@code byte[]}, the server's own text in utf8mb4
 *   <li>NULL: {@code null}
 * </ul>
 */
public sealed interface RowChange {
    /** Returns the table as of this change. */
    TableSchema table();

    /** An inserted row. */
    record Insert(TableSchema table, RowImage after) implements RowChange {}

    /** A changed row. */
    record Update(TableSchema table, RowImage before, RowImage after) implements RowChange {}

    /** A deleted row. */
    record Delete(TableSchema table, RowImage before) implements RowChange {}

    /** A row as a snapshot read it. */
    record Read(TableSchema table, RowImage after) implements RowChange {}
}
