// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.MySqlCharsets;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Reads rows of one table as the target has them, exactly, and compares them with what a source tells. */
final class RowReader {
    private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final List<Column> columns;
    private final List<String> names;
    private final String selection;
    private final Map<List<String>, int[]> positions = new HashMap<>();

    /** Reads all columns but generated ones. */
    RowReader(TableSchema table) {
        this.columns = table.columns().stream().filter(Column::writable).toList();
        this.names = columns.stream().map(Column::name).toList();
        this.selection = columns.stream()
                .map(RowReader::expression)
                .collect(Collectors.joining(
                        ", ", "SELECT ", " FROM " + table.id().quoted()));
    }

    /** Returns the beginning of a query for whole rows. */
    String selection() {
        return selection;
    }

    private static String expression(Column column) {
        String name = TableId.quote(column.name());
        return switch (column.type()) {
            case FLOAT -> name + " + 0e0";
            case YEAR, ENUM -> name + " + 0";
            // Numbers without a sign.
            case BIT, SET -> name + " | 0";
            case VECTOR -> "CAST(" + name + " AS BINARY)";
            default ->
                switch (column.type().family()) {
                    case TEXT -> "CAST(" + name + " AS BINARY)";
                    case TEMPORAL, JSON -> "CAST(" + name + " AS CHAR)";
                    default -> name;
                };
        };
    }

    /** Reads the row that the query's result is at. */
    DecodedImage read(ResultSet row) throws SQLException {
        Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Optional<Object> value = value(row, i + 1, columns.get(i));
            if (value.isPresent()) {
                values[i] = value.get();
            }
        }
        return DecodedImage.of(names, values);
    }

    private static Optional<Object> value(ResultSet row, int index, Column column) throws SQLException {
        return switch (column.type().family()) {
            case INTEGER, LABELS -> Optional.ofNullable(row.getString(index)).map(RowReader::integer);
            case NUMBER ->
                column.type() == ColumnType.DECIMAL
                        ? Optional.ofNullable(row.getBigDecimal(index))
                        : Optional.ofNullable(row.getString(index)).map(Double::valueOf);
            case TEMPORAL -> Optional.ofNullable(row.getString(index)).map(text -> temporal(text, column));
            case TEXT -> Optional.ofNullable(row.getBytes(index)).map(bytes -> text(bytes, column));
            case JSON -> Optional.ofNullable(row.getString(index));
            case BYTES ->
                column.type() == ColumnType.BIT
                        ? Optional.ofNullable(row.getString(index)).map(RowReader::integer)
                        : Optional.ofNullable(row.getBytes(index));
            case SPATIAL -> Optional.ofNullable(row.getBytes(index));
        };
    }

    private static Object integer(String text) {
        BigDecimal number = new BigDecimal(text);
        return number.compareTo(MOST) > 0 ? number : (Object) number.longValueExact();
    }

    private static Object temporal(String text, Column column) {
        return column.type() == ColumnType.TIME ? (Object) MySqlTime.parse(text) : MySqlDateTime.parse(text);
    }

    /** Bytes that are no text in the column's character set stay bytes, as in a record. */
    private static Object text(byte[] bytes, Column column) {
        return column.charset()
                .flatMap(MySqlCharsets::of)
                .<Object>flatMap(charset -> {
                    String text = charset.decode(bytes);
                    return charset.exact(bytes, text) ? Optional.of(text) : Optional.empty();
                })
                .orElse(bytes);
    }

    /** Returns the names of the columns in which the target's row differs from what a source tells of it. */
    List<String> differences(DecodedImage told, DecodedImage present) {
        int[] places = places(told.columns());
        return IntStream.range(0, places.length)
                .filter(i -> differs(told, present, i, places[i]))
                .mapToObj(told::name)
                .toList();
    }

    /** Tells whether the target's row has exactly the values that a source tells. */
    boolean same(DecodedImage told, DecodedImage present) {
        int[] places = places(told.columns());
        for (int i = 0; i < places.length; i++) {
            if (differs(told, present, i, places[i])) {
                return false;
            }
        }
        return true;
    }

    private boolean differs(DecodedImage told, DecodedImage present, int position, int place) {
        return place >= 0 && !SameValues.are(told.get(position), present.get(place), columns.get(place));
    }

    /** Returns where a row of the target has the columns of an image, -1 for those that it does not store. */
    private int[] places(List<String> told) {
        return positions.computeIfAbsent(
                told, list -> list.stream().mapToInt(this::place).toArray());
    }

    private int place(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }
}
