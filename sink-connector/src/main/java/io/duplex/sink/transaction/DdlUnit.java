// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;

/** One DDL statement of the source with the session it ran in. */
public record DdlUnit(TransactionHeader header, DdlContext context, String statement, Coordinates first)
        implements Unit {
    @Override
    public Coordinates last() {
        return first;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.ddl(this);
    }
}
