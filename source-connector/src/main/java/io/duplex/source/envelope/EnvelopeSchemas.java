// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.HashMap;
import java.util.Map;

/** The record schemas of each table as it is now; made again when the table changes. Not thread-safe. */
public final class EnvelopeSchemas {
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
            schemas.put(table.id(), known);
        }
        return known;
    }
}
