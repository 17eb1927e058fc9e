// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded.Kind;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.DecodedRow;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals from rows of the signal table as the binlog holds them. Its text is read as UTF-8, of which all other
 * character sets that people use for it are a superset or share the ASCII part.
 */
public final class SignalRows {
    private static final Logger LOG = LoggerFactory.getLogger(SignalRows.class);
    private static final int COLUMNS = 3;

    private final TableId table;

    public SignalRows(TableId table) {
        this.table = table;
    }

    /** Tells whether this is a row of the signal table. */
    public boolean concerns(RowEvent event) {
        return event.table().equals(table);
    }

    /** Returns the signal of an inserted row. */
    public Optional<Signal> inserted(RowEvent event) {
        return event.kind() == Kind.INSERT ? event.after().flatMap(this::signal) : Optional.empty();
    }

    /** Returns the signal that a deleted row was. */
    public Optional<Signal> deleted(RowEvent event) {
        return event.kind() == Kind.DELETE ? event.before().flatMap(this::signal) : Optional.empty();
    }

    private Optional<Signal> signal(DecodedRow row) {
        if (row.size() != COLUMNS) {
            LOG.warn("Signal ignored cause=\"table {} has {} columns, not id, type and data\"", table, row.size());
            return Optional.empty();
        }
        return Optional.of(new Signal(text(row, 0), text(row, 1), text(row, 2), "source"));
    }

    private static String text(DecodedRow row, int column) {
        Object value = row.get(column);
        if (value instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        return value == null ? "" : value.toString();
    }
}
