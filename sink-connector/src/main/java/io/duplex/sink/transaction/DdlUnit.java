// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;

/**
 * One DDL statement of the source with the session it ran in.
 *
 * @param insideTransaction whether rows of the same GTID follow (CREATE TABLE ... SELECT from MySQL 8.0.21 on): the GTID
 *     is applied with them, and the statement may come again before
 * @param mapping what the mapping of names has made of it
 */
public record DdlUnit(
        TransactionHeader header,
        DdlContext context,
        String statement,
        boolean insideTransaction,
        Coordinates first,
        StatementMapping mapping)
        implements Unit {

    /** A statement as the source executed it. */
    public DdlUnit(
            TransactionHeader header,
            DdlContext context,
            String statement,
            boolean insideTransaction,
            Coordinates first) {
        this(header, context, statement, insideTransaction, first, StatementMapping.NONE);
    }

    /** A statement that is a transaction of its own. */
    public DdlUnit(TransactionHeader header, DdlContext context, String statement, Coordinates first) {
        this(header, context, statement, false, first);
    }

    @Override
    public Coordinates last() {
        return first;
    }

    @Override
    public void accept(Visitor visitor) {
        visitor.ddl(this);
    }
}
