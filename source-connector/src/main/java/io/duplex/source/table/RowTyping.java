// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema;
import io.duplex.source.decode.DecodedRow;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Turns a row as the binlog holds it into canonical values, with what only the table's schema knows. */
public final class RowTyping {
    private static final BigInteger TWO_TO_64 = BigInteger.ONE.shiftLeft(64);

    private RowTyping() {}

    /**
     * Returns the row's canonical values.
     *
     * @throws RowMismatchException when the row has another number of columns than the table
     */
    @SuppressWarnings("ReferenceEquality") // most rows are typed already, and need no array of their own
    public static RowImage type(TableSchema table, DecodedRow row) {
        List<Column> columns = table.columns();
        if (columns.size() != row.size()) {
            throw new RowMismatchException(table, row.size());
        }
        @Nullable Object[] values = row.values();
        @Nullable Object[] typed = values;
        for (int i = 0; i < values.length; i++) {
            Object value = value(columns.get(i), values[i]);
            if (value != values[i]) {
                typed = typed == values ? values.clone() : typed;
                typed[i] = value;
            }
        }
        return RowImage.of(typed);
    }

    private static @Nullable Object value(Column column, @Nullable Object raw) {
        if (raw instanceof Long number && column.unsigned()) {
            return unsigned(column.type(), number);
        }
        if (raw instanceof byte[] bytes && column.type() == ColumnType.BINARY) {
            int length = column.length().orElse(1);
            return bytes.length < length ? Arrays.copyOf(bytes, length) : bytes;
        }
        return raw;
    }

    private static Number unsigned(ColumnType type, long signed) {
        return switch (type) {
            case TINYINT -> signed & 0xFFL;
            case SMALLINT -> signed & 0xFFFFL;
            case MEDIUMINT -> signed & 0xFFFFFFL;
            case INT -> signed & 0xFFFFFFFFL;
            case BIGINT -> signed >= 0 ? signed : unsigned(signed);
            default -> signed;
        };
    }

    private static Number unsigned(long bits) {
        return BigInteger.valueOf(bits).add(TWO_TO_64);
    }
}
