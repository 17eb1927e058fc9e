// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.header.RowFlags;
import io.duplex.sink.apply.RowStatement.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts a row into a table, whatever is in its way there. */
final class RowPlacement {
    private final RowWriter writer;

    RowPlacement(RowWriter writer) {
        this.writer = writer;
    }

    /**
     * Makes a row be there, in place of others.
     *
     * @param current the row that becomes this one, if there is such
     * @param others rows with its unique values, which go
     */
    void place(
            Target target, DecodedImage row, Optional<DecodedImage> current, List<DecodedImage> others, RowFlags flags)
            throws SQLException {
        Optional<DecodedImage> replaced = current;
        List<DecodedImage> gone = new ArrayList<>(others);
        if (current.isEmpty() && target.hasKey(row.columns())) {
            replaced =
                    others.stream().filter(other -> target.sameKey(row, other)).findFirst();
            replaced.ifPresent(gone::remove);
        }
        for (DecodedImage other : gone) {
            remove(target, other, flags);
        }
        writer.write(
                replaced.isPresent()
                        ? new GroupRow(target, Kind.UPDATE, replaced.get(), row, flags)
                        : new GroupRow(target, Kind.INSERT, null, row, flags));
        writer.flush();
    }

    /** Removes a row that is there. */
    void remove(Target target, DecodedImage row, RowFlags flags) throws SQLException {
        writer.write(new GroupRow(target, Kind.DELETE, row, null, flags));
        writer.flush();
    }
}
