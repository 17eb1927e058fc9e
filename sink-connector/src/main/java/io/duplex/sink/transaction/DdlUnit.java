// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.envelope.ToldTables;

/**
 * One DDL statement of the source with the session it ran in.
 *
 * @param insideTransaction whether rows of the same GTID follow (CREATE TABLE ... SELECT from MySQL 8.0.21 on): the GTID
 *     is applied with them, and the statement may come again before
 * @param mapping what the mapping of names has made of it
 * @param tables what the source tells of tables after it
 */
public record DdlUnit(
        TransactionHeader header,
        DdlContext context,
        String statement,
        boolean insideTransaction,
        Coordinates first,
        StatementMapping mapping,
        ToldTables tables)
        implements Unit {

    /** A statement as the source executed it. */
    public DdlUnit(
            TransactionHeader header,
            DdlContext context,
            String statement,
            boolean insideTransaction,
            Coordinates first) {
        this(header, context, statement, insideTransaction, first, StatementMapping.NONE, ToldTables.NONE);
    }

    /** A statement as the source told it. */
    static DdlUnit of(Received.Ddl ddl, boolean insideTransaction) {
        return new DdlUnit(
                ddl.header(),
                ddl.context(),
                ddl.statement(),
                insideTransaction,
                ddl.coordinates(),
                StatementMapping.NONE,
                ddl.tables());
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
