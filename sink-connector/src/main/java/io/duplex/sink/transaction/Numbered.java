// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Received;
import org.apache.kafka.connect.errors.DataException;

/** Gives merged records their numbers among all records of their source, which take the place of offsets. */
final class Numbered implements Received.Visitor<Received> {
    private long next;

    Numbered(long first) {
        this.next = first;
    }

    /** Returns the number that the next record gets. */
    long next() {
        return next;
    }

    @Override
    public Received begin(Received.Begin begin) {
        return new Received.Begin(
                begin.header(), begin.place(), begin.coordinates().merged(next++));
    }

    @Override
    public Received row(Received.Row row) {
        return new Received.Row(
                row.transactionId(),
                row.totalOrder(),
                row.change(),
                row.flags(),
                row.keyChange(),
                row.coordinates().merged(next++));
    }

    @Override
    public Received end(Received.End end) {
        return new Received.End(
                end.transactionId(), end.eventCount(), end.coordinates().merged(next++));
    }

    @Override
    public Received ddl(Received.Ddl ddl) {
        return new Received.Ddl(
                ddl.header(),
                ddl.place(),
                ddl.context(),
                ddl.statement(),
                ddl.tables(),
                ddl.coordinates().merged(next++));
    }

    @Override
    public Received looseRow(Received.LooseRow row) {
        return new Received.LooseRow(
                row.change(), row.incremental(), row.coordinates().merged(next++));
    }

    @Override
    public Received looseDdl(Received.LooseDdl ddl) {
        return new Received.LooseDdl(
                ddl.database(),
                ddl.table(),
                ddl.context(),
                ddl.statement(),
                ddl.tables(),
                ddl.coordinates().merged(next++));
    }

    @Override
    public Received snapshotRow(Received.SnapshotRow row) {
        throw unmerged(row);
    }

    @Override
    public Received snapshotDdl(Received.SnapshotDdl ddl) {
        throw unmerged(ddl);
    }

    @Override
    public Received copiedRow(Received.CopiedRow row) {
        throw unmerged(row);
    }

    @Override
    public Received ignored(Received.Ignored ignored) {
        throw unmerged(ignored);
    }

    private static DataException unmerged(Received record) {
        return new DataException("Record " + record.coordinates() + " has no place among a source's records");
    }
}
