// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;

/** A statement of a snapshot, out of the topic of schema changes, that makes a database, a table or a view. */
public record LooseStatement(Received.LooseDdl ddl, StatementMapping mapping) implements LooseUnit {
    /** A statement as the source's snapshot tells it. */
    public LooseStatement(Received.LooseDdl ddl) {
        this(ddl, StatementMapping.NONE);
    }

    @Override
    public Coordinates first() {
        return ddl.coordinates();
    }

    @Override
    public Coordinates last() {
        return ddl.coordinates();
    }
}
