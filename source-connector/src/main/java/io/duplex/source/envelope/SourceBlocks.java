// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.position.EventPosition;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes {@code source} blocks.
 *
 * @param version of the connector
 * @param name the source's {@code topic.prefix}
 */
public record SourceBlocks(String version, String name) {
    private static final long MICROS_PER_MILLI = 1000;

    /**
     * Returns the block of a change.
     *
     * @param query the statement that made it, when it is logged and wanted
     */
    SourceInfo of(TransactionStart transaction, EventPosition position, TableId table, Optional<String> query) {
        return of(transaction, position, table.database(), Optional.of(table.table()), query);
    }

    SourceInfo of(TransactionStart transaction, EventPosition position, String database, Optional<String> table) {
        return of(transaction, position, database, table, Optional.empty());
    }

    private SourceInfo of(
            TransactionStart transaction,
            EventPosition position,
            String database,
            Optional<String> table,
            Optional<String> query) {
        return new SourceInfo(
                version,
                name,
                position.timestampMicros(),
                SourceInfo.Snapshot.FALSE,
                database,
                table,
                position.serverId(),
                Optional.of(transaction.gtid().toString()),
                position.file(),
                position.pos(),
                (int) position.row(),
                OptionalLong.of(transaction.threadId()),
                query);
    }

    SourceInfo of(TransactionStart transaction, EventPosition position, TableId table) {
        return of(transaction, position, table.database(), Optional.of(table.table()));
    }

    /**
     * Returns the block of what no event says.
     *
     * @param position of the newest event
     * @param table of its row, if it had one
     */
    SourceInfo between(Optional<TransactionStart> transaction, EventPosition position, Optional<TableId> table) {
        return new SourceInfo(
                version,
                name,
                position.timestampMicros(),
                SourceInfo.Snapshot.FALSE,
                table.map(TableId::database).orElse(""),
                table.map(TableId::table),
                position.serverId(),
                transaction.map(start -> start.gtid().toString()),
                position.file(),
                position.pos(),
                (int) position.row(),
                transaction.map(start -> OptionalLong.of(start.threadId())).orElseGet(OptionalLong::empty),
                Optional.empty());
    }

    /**
     * Returns the block of a row that an incremental snapshot read.
     *
     * @param position of the event at which it becomes a record
     * @param timestampMicros when it was made
     */
    public SourceInfo ofIncremental(
            EventPosition position, TableId table, Optional<Gtid> gtid, OptionalLong thread, long timestampMicros) {
        return new SourceInfo(
                version,
                name,
                timestampMicros,
                SourceInfo.Snapshot.INCREMENTAL,
                table.database(),
                Optional.of(table.table()),
                position.serverId(),
                gtid.map(Gtid::toString),
                position.file(),
                position.pos(),
                (int) position.row(),
                thread,
                Optional.empty());
    }

    /**
     * Returns the block of a row that a blocking snapshot read.
     *
     * @param position of the newest row before it in the binlog
     */
    public SourceInfo ofBlocking(
            EventPosition position,
            TableId table,
            Optional<Gtid> gtid,
            OptionalLong thread,
            SourceInfo.Snapshot place) {
        return new SourceInfo(
                version,
                name,
                position.timestampMicros(),
                place,
                table.database(),
                Optional.of(table.table()),
                position.serverId(),
                gtid.map(Gtid::toString),
                position.file(),
                position.pos(),
                (int) position.row(),
                thread,
                Optional.empty());
    }

    /**
     * Returns the block of a DDL statement. Debezium knows its time in whole milliseconds, its thread only within a
     * transaction, and counts on from the row before it.
     */
    SourceInfo ofStatement(DdlEvent event, long lastRow, ToldStatement told) {
        TransactionStart transaction = event.transaction();
        EventPosition position = event.position();
        return new SourceInfo(
                version,
                name,
                Math.floorDiv(position.timestampMicros(), MICROS_PER_MILLI) * MICROS_PER_MILLI,
                SourceInfo.Snapshot.FALSE,
                told.database().orElse(""),
                told.tables(),
                position.serverId(),
                Optional.of(transaction.gtid().toString()),
                position.file(),
                position.pos(),
                (int) lastRow,
                event.insideTransaction() ? OptionalLong.of(transaction.threadId()) : OptionalLong.empty(),
                Optional.empty());
    }

    /**
     * Returns the block of a snapshot's record.
     *
     * @param table its name is empty text for a record about a database
     */
    public SourceInfo ofSnapshot(EventPosition position, TableId table, SourceInfo.Snapshot place) {
        return new SourceInfo(
                version,
                name,
                position.timestampMicros(),
                place,
                table.database(),
                Optional.of(table.table()).filter(text -> !text.isEmpty()),
                0,
                Optional.empty(),
                position.file(),
                position.pos(),
                0,
                OptionalLong.empty(),
                Optional.empty());
    }
}
