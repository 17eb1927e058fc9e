// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The record schemas of each table as it is now; made again when the table changes. Not thread-safe. */
public final class EnvelopeSchemas {
    private static final Logger LOG = LoggerFactory.getLogger(EnvelopeSchemas.class);

    private final EnvelopeOptions options;
    private final Map<TableId, EnvelopeSchema> schemas = new HashMap<>();

    public EnvelopeSchemas(EnvelopeOptions options) {
        this.options = options;
    }

    public EnvelopeOptions options() {
        return options;
    }

    /** Returns the schemas of this version of a table. */
    @SuppressWarnings("ReferenceEquality") // a changed table is another object, and comparing it for each row is slow
    public EnvelopeSchema of(TableSchema table) {
        EnvelopeSchema known = schemas.get(table.id());
        if (known == null || known.table() != table) {
            known = new EnvelopeSchema(table, options);
            warnOfUnhidden(table);
            schemas.put(table.id(), known);
        }
        return known;
    }

    private void warnOfUnhidden(TableSchema table) {
        for (Column column : options.columns().unhidden(table)) {
            LOG.warn(
                    "A mask does not reach a column that is not text; its values go as they are, exclude the column"
                            + " if nobody may see them table={} column={} type={}",
                    table.id(),
                    column.name(),
                    column.declaration().declaredType());
        }
    }
}
