// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.table.TableId;

/** Gives rows that another site tells of, under its own names, the names that they have here. Used by one thread. */
public final class ToldRows {
    private final TableMapping mapping;

    /** Maps names by these options, as for the other site's changes. */
    public ToldRows(MappingOptions options) {
        this.mapping = new TableMapping(options);
    }

    /** Returns the table here. */
    public TableId table(TableId told) {
        return mapping.isEmpty() ? told : mapping.table(told).target();
    }

    /** Returns a row, or a part of one, of the other site's table. */
    public DecodedImage image(TableId told, DecodedImage image) {
        MappedTable table = mapping.table(told);
        return table.mapsColumns() ? image.renamed(DecodedImage.Renaming.of(image.columns(), table::column)) : image;
    }
}
