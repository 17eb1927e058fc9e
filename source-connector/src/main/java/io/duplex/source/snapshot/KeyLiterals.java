// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.MySqlTime;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes key values as SQL literals that the server compares with the column as it compares the column's own values: a
 * text in the column's character set, so that the column's collation decides and the index can be used.
 */
public final class KeyLiterals {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** All that {@link #of} writes; what comes from outside must match before it becomes part of a statement. */
    private static final Pattern LITERAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?(E-?[0-9]+)?"
            + "|(_[a-z0-9]+ )?x'([0-9A-F]{2})*+'"
            + "|'-?[0-9]+[-:][0-9]{2}[-:][0-9]{2}( [0-9:]{8})?(\\.[0-9]+)?'");

    private KeyLiterals() {}

    /** Returns the literals of the row's key, in key order; empty when the table has none. */
    public static List<String> of(TableSchema table, RowImage row) {
        List<Integer> positions = table.identity();
        List<String> literals = new ArrayList<>(positions.size());
        for (int position : positions) {
            literals.add(literal(table.columns().get(position), row.get(position)));
        }
        return literals;
    }

    /**
     * Returns the literals when each is one.
     *
     * @throws IllegalArgumentException when one is something else
     */
    public static List<String> require(List<String> literals) {
        for (String literal : literals) {
            if (!LITERAL.matcher(literal).matches()) {
                throw new IllegalArgumentException("Not a literal of a key value: " + literal);
            }
        }
        return literals;
    }

    private static String literal(Column column, @Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return bytes(column, bytes);
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        if (value instanceof Float number) {
            // All digits of the stored value: the server compares it as a DOUBLE.
            return Double.toString(number.doubleValue());
        }
        if (value instanceof MySqlDateTime time) {
            return "'" + (column.type() == ColumnType.DATE ? time.dateText() : time.text(6)) + "'";
        }
        if (value instanceof Long micros && column.type() == ColumnType.TIME) {
            return "'" + MySqlTime.text(micros, 6) + "'";
        }
        return String.valueOf(value);
    }

    private static String bytes(Column column, byte[] bytes) {
        if (column.type() == ColumnType.BIT) {
            return new BigInteger(1, bytes).toString();
        }
        String hex = "x'" + HEX.formatHex(bytes) + "'";
        return column.type().family() == ColumnType.Family.TEXT
                ? column.charset().map(charset -> "_" + charset + " " + hex).orElse(hex)
                : hex;
    }
}
