// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import java.sql.ResultSet;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes images of the rows of result sets. */
public final class RowReader {
    private final TableId table;
    private final List<Column> columns;
    private final ColumnReading[] readings;
    private long bytes;

    RowReader(TableId table, List<Column> columns, ColumnReading[] readings) {
        this.table = table;
        this.columns = columns;
        this.readings = readings;
    }

    /** Reads these columns of a table out of result sets of the text protocol. */
    public static RowReader of(TableId table, List<Column> columns) {
        return new RowReader(
                table, columns, columns.stream().map(ColumnReading::of).toArray(ColumnReading[]::new));
    }

    /**
     * Returns the next row, empty behind the last one.
     *
     * @throws SQLDataException when a value is none of its column, which will not be otherwise the next time
     */
    public Optional<RowImage> next(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            return Optional.empty();
        }
        @Nullable Object[] values = new Object[readings.length];
        for (int i = 0; i < readings.length; i++) {
            byte[] read = rows.getBytes(i + 1);
            if (read != null) {
                bytes += read.length;
                values[i] = value(i, read);
            }
        }
        bytes += 16L * readings.length;
        return Optional.of(RowImage.of(values));
    }

    private Object value(int column, byte[] read) throws SQLDataException {
        try {
            return readings[column].value().apply(read);
        } catch (RuntimeException unreadable) {
            throw new SQLDataException(
                    "A value of column " + columns.get(column).name() + " of " + table + " cannot be read: "
                            + unreadable,
                    unreadable);
        }
    }

    /** Returns about how much memory all rows read so far take. */
    public long bytes() {
        return bytes;
    }
}
