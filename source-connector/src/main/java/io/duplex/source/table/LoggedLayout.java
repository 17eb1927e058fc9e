// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.binlog.TableMap;
import io.duplex.source.binlog.TableMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares a table's definition with what the binlog says of the table whose rows follow. */
public final class LoggedLayout {
    /** TIMESTAMP, TIME and DATETIME of tables that were made before MySQL 5.6.4. */
    private static final int OLD_TIMESTAMP = 7;

    private static final int OLD_TIME = 11;
    private static final int OLD_DATETIME = 12;
    /** Before MySQL 5.0. */
    private static final int OLD_DECIMAL = 0;

    private static final int NEW_DATE = 14;

    private LoggedLayout() {}

    /** Returns the first thing in which they differ; empty when the rows can be of this table. */
    public static Optional<String> difference(TableMap map, TableSchema table) {
        List<Column> columns = table.columns();
        if (columns.size() != map.columnCount()) {
            return Optional.of(map.columnCount() + " columns, not " + columns.size());
        }
        TableMetadata described = map.described();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Optional<String> name = described.name(i);
            if (name.isPresent() && !name.get().equalsIgnoreCase(column.name())) {
                return Optional.of("column " + (i + 1) + " named " + name.get() + ", not " + column.name());
            }
            if (!types(column).contains(map.type(i)) || !sized(map, i, column)) {
                return Optional.of("column " + column.name() + " of another type than " + column.type() + ", type "
                        + map.type(i) + " of the binlog");
            }
        }
        return Optional.empty();
    }

    private static Set<Integer> types(Column column) {
        return switch (column.type()) {
            case TINYINT -> Set.of(TableMap.TYPE_TINY);
            case SMALLINT -> Set.of(TableMap.TYPE_SHORT);
            case MEDIUMINT -> Set.of(TableMap.TYPE_INT24);
            case INT -> Set.of(TableMap.TYPE_LONG);
            case BIGINT -> Set.of(TableMap.TYPE_LONGLONG);
            case DECIMAL -> Set.of(TableMap.TYPE_DECIMAL, OLD_DECIMAL);
            case FLOAT -> Set.of(TableMap.TYPE_FLOAT);
            case DOUBLE -> Set.of(TableMap.TYPE_DOUBLE);
            case BIT -> Set.of(TableMap.TYPE_BIT);
            case YEAR -> Set.of(TableMap.TYPE_YEAR);
            case DATE -> Set.of(TableMap.TYPE_DATE, NEW_DATE);
            case TIME -> Set.of(TableMap.TYPE_TIME2, OLD_TIME);
            case DATETIME -> Set.of(TableMap.TYPE_DATETIME2, OLD_DATETIME);
            case TIMESTAMP -> Set.of(TableMap.TYPE_TIMESTAMP2, OLD_TIMESTAMP);
            case CHAR, BINARY -> Set.of(TableMap.TYPE_STRING);
            case VARCHAR, VARBINARY -> Set.of(TableMap.TYPE_VARCHAR, TableMap.TYPE_VAR_STRING);
            case TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
                Set.of(TableMap.TYPE_BLOB);
            case ENUM -> Set.of(TableMap.TYPE_ENUM);
            case SET -> Set.of(TableMap.TYPE_SET);
            case JSON -> Set.of(TableMap.TYPE_JSON);
            case VECTOR -> Set.of(TableMap.TYPE_VECTOR);
            case GEOMETRY, POINT, LINESTRING, POLYGON, MULTIPOINT, MULTILINESTRING, MULTIPOLYGON, GEOMETRYCOLLECTION ->
                Set.of(TableMap.TYPE_GEOMETRY);
        };
    }

    /** Records would have another schema, or the same bytes mean something else. */
    private static boolean sized(TableMap map, int position, Column column) {
        int more = map.metadata()[position];
        return switch (map.type(position)) {
            case TableMap.TYPE_DECIMAL ->
                more >> 8 == column.length().orElse(10)
                        && (more & 0xff) == column.scale().orElse(0);
            case TableMap.TYPE_TIME2, TableMap.TYPE_DATETIME2, TableMap.TYPE_TIMESTAMP2 ->
                more == column.fractionalDigits();
            case TableMap.TYPE_BIT ->
                (more >> 8) * 8 + (more & 0xff) == column.length().orElse(1);
            default -> true;
        };
    }
}
