// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.Heartbeats;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.PlainRecords;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.envelope.TransactionMarker;
import io.duplex.protocol.envelope.ValueModes;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.StatementHeader;
import io.duplex.protocol.header.TablesHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.sink.envelope.Received.KeyChange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** Reads the records of Duplex's source, in both layouts, and of Debezium's. Not thread-safe. */
public final class EnvelopeReader {
    private static final String CONVERTERS =
            "The sink's value.converter must be the one that the source's records were written with; of JsonConverter, "
                    + "value.converter.schemas.enable must be the same on both sides.";
    private static final String HEADERS =
            "The topic must come from Duplex's source with topic.layout=stream; header.converter must be the same on "
                    + "both sides, and no transformation may drop headers.";
    private static final String GTIDS =
            "Set gtid_mode=ON at the source's server: transactions of several topics are put together by GTIDs.";
    private static final String NEW_KEY = "__debezium.newkey";
    private static final String OLD_KEY = "__debezium.oldkey";

    private final EnvelopeDecoder decoder = new EnvelopeDecoder();
    private final SnapshotHeader.Reader snapshots = new SnapshotHeader.Reader();
    private final TopicRoles roles;

    /** Reads records of sources that name their topics so. */
    public EnvelopeReader(SourceTopics topics) {
        this.roles = new TopicRoles(topics);
    }

    /** Returns where the record lies; its source is empty text when no record of the topic has told it yet. */
    public Coordinates coordinates(SinkRecord record) {
        return new Coordinates(
                record.originalTopic(),
                record.originalKafkaPartition(),
                record.originalKafkaOffset(),
                roles.of(record).map(TopicRoles.Role::source).orElse(""));
    }

    /** Tells whether the record's topic has everything of its source in order; else it must be merged with others. */
    public boolean isOfStream(SinkRecord record) {
        return roles.of(record).map(TopicRoles.Role::stream).orElse(false);
    }

    /**
     * Returns what the record says.
     *
     * @throws DataException naming the record and the remedy, when it is no record of a stream
     */
    public Received read(SinkRecord record) {
        Coordinates at = coordinates(record);
        if (record.value() == null || Heartbeats.isHeartbeat(record.valueSchema())) {
            return new Received.Ignored(at);
        }
        Struct value = struct(record, at);
        try {
            return read(record, value, at);
        } catch (IllegalArgumentException | DataException unreadable) {
            throw new DataException(
                    "Record " + at + " of source " + at.source() + " cannot be read: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    /** Tells whether the record's topic has the rows of a table. */
    public boolean isOfTable(SinkRecord record) {
        return roles.isTable(record);
    }

    /**
     * Returns, in place of a row that cannot be read, one without values, if the record tells its transaction, its place in
     * that, and its table.
     */
    public Optional<Received.Row> placeOf(SinkRecord record) {
        if (!(record.value() instanceof Struct value) || !EnvelopeDecoder.isEnvelope(value.schema())) {
            return Optional.empty();
        }
        try {
            SourceInfo source = SourceInfo.decode(value.getStruct("source"));
            Coordinates at = coordinates(record);
            return TransactionBlock.decode(value.getStruct("transaction"))
                    .map(block -> new Received.Row(
                            block.id(),
                            block.totalOrder(),
                            new DecodedChange(
                                    Operation.UPDATE, source, Optional.of(block), Optional.empty(), Optional.empty()),
                            RowFlags.NONE,
                            at));
        } catch (IllegalArgumentException | DataException untold) {
            return Optional.empty();
        }
    }

    private static Struct struct(SinkRecord record, Coordinates at) {
        if (record.valueSchema() == null || !(record.value() instanceof Struct value)) {
            throw new DataException("Record " + at + (at.source().isEmpty() ? "" : " of source " + at.source())
                    + " is no change event: its value, a "
                    + record.value().getClass().getSimpleName()
                    + ", has neither a schema nor the fields of one"
                    + SchemalessRecords.reason(record.value()) + ". " + CONVERTERS + " " + WholeChanges.REMEDY);
        }
        return value;
    }

    private Received read(SinkRecord record, Struct value, Coordinates at) {
        Schema schema = value.schema();
        if (EnvelopeDecoder.isEnvelope(schema)) {
            return row(record, value, at);
        }
        if (TransactionMarker.isMarker(schema)) {
            return marker(record, value, at);
        }
        if (SchemaChange.isSchemaChange(schema)) {
            return ddl(record, value, at);
        }
        throw new DataException("its value has schema " + schema.name() + ", which is no change event. Only topics of "
                + "Duplex's source may be in topics. " + WholeChanges.REMEDY + " " + CONVERTERS);
    }

    private Received row(SinkRecord record, Struct value, Coordinates at) {
        DecodedChange change = decoder.decode(value, header(record, ExactValues.NAME));
        WholeChanges.require(change);
        if (change.operation() == Operation.TRUNCATE) {
            return truncation(record, change, at);
        }
        boolean stream = isOfStream(record);
        Optional<String> snapshot = header(record, SnapshotHeader.NAME);
        if (snapshot.isPresent() && stream) {
            return new Received.SnapshotRow(snapshots.read(snapshot.get()), change, at);
        }
        Optional<String> copy = header(record, CopyHeader.NAME);
        if (copy.isPresent() && stream) {
            return new Received.CopiedRow(CopyHeader.decode(copy.get()), change, at);
        }
        SourceInfo.Snapshot place = change.source().snapshot();
        if (!stream && (snapshot.isPresent() || place != SourceInfo.Snapshot.FALSE)) {
            return new Received.LooseRow(change, place == SourceInfo.Snapshot.INCREMENTAL, at);
        }
        TransactionBlock transaction = change.transaction()
                .orElseThrow(() -> new DataException("the row of " + change.table()
                        + " tells neither its transaction nor its snapshot. Set "
                        + (stream
                                ? "topic.layout=stream at the source, which includes provide.transaction.metadata. "
                                        + HEADERS + " "
                                : "provide.transaction.metadata=true at the source. ")
                        + WholeChanges.REMEDY));
        return new Received.Row(
                transaction.id(),
                transaction.totalOrder(),
                change,
                header(record, RowFlags.NAME).map(RowFlags::decode).orElse(RowFlags.NONE),
                stream ? KeyChange.NONE : keyChange(record),
                at);
    }

    private static KeyChange keyChange(SinkRecord record) {
        if (record.headers().isEmpty()) {
            return KeyChange.NONE;
        }
        if (record.headers().lastWithName(NEW_KEY) != null) {
            return KeyChange.LEAVES_OLD_KEY;
        }
        return record.headers().lastWithName(OLD_KEY) != null ? KeyChange.TAKES_NEW_KEY : KeyChange.NONE;
    }

    /** The table layout has no schema change record of a TRUNCATE. */
    private Received truncation(SinkRecord record, DecodedChange change, Coordinates at) {
        if (isOfStream(record)) {
            throw new DataException("a truncate event is no record of a stream, where TRUNCATE is a DDL statement. "
                    + "Set topic.layout=stream at the source.");
        }
        DdlContext context = new DdlContext(Optional.empty(), DdlClass.TABLE, List.of(change.table()), Map.of());
        String statement = "TRUNCATE TABLE " + change.table().quoted();
        return ddl(record, change.source(), context, new Statement(statement, ToldTables.NONE), at);
    }

    private Received marker(SinkRecord record, Struct value, Coordinates at) {
        TransactionMarker marker = TransactionMarker.decode(value);
        return switch (marker.status()) {
            case BEGIN -> begin(record, marker, at);
            case END ->
                new Received.End(
                        marker.id(),
                        marker.eventCount()
                                .orElseThrow(() -> new DataException("END of " + marker.id() + " has no event_count.")),
                        isOfStream(record) ? Map.of() : marker.dataCollections(),
                        header(record, StatementHeader.NAME)
                                .map(text -> StatementHeader.decode(text).within())
                                .orElse(false),
                        at);
        };
    }

    private Received begin(SinkRecord record, TransactionMarker marker, Coordinates at) {
        Optional<String> header = header(record, TransactionHeader.NAME);
        if (header.isPresent() || isOfStream(record)) {
            TransactionHeader told = TransactionHeader.decode(
                    header.orElseThrow(() -> missing(TransactionHeader.NAME, "BEGIN of " + marker.id())));
            return new Received.Begin(committed(told, marker.timestamp()), at);
        }
        return new Received.Begin(
                committed(header(marker.id()), marker.timestamp()), new Received.Place(false, marker.timestamp()), at);
    }

    /** MySQL 5.7 does not tell when a transaction was committed first: the time at the source's server is the next best. */
    private static TransactionHeader committed(TransactionHeader header, Instant time) {
        TransactionHeader.CommitInfo commit = header.commit();
        if (commit.originalCommitMicros() != 0) {
            return header;
        }
        return new TransactionHeader(
                header.gtid(),
                header.site(),
                header.origin(),
                header.previous(),
                header.executed(),
                new TransactionHeader.CommitInfo(
                        commit.lastCommitted(),
                        commit.sequenceNumber(),
                        ChronoUnit.MICROS.between(Instant.EPOCH, time),
                        commit.server()),
                header.path());
    }

    /** What is known of a transaction of Debezium's. */
    private static TransactionHeader header(String id) {
        Gtid gtid = Gtid.tryParse(id).orElseThrow(() -> new DataException(id + " is no GTID. " + GTIDS));
        return new TransactionHeader(
                gtid,
                0,
                new Origin(0, gtid),
                Optional.empty(),
                GtidSet.EMPTY,
                new TransactionHeader.CommitInfo(0, 0, 0),
                List.of());
    }

    private Received ddl(SinkRecord record, Struct value, Coordinates at) {
        SchemaChange.Decoded change = SchemaChange.decode(value);
        if (change.ddl().isEmpty() && !isOfStream(record)) {
            return new Received.Ignored(at); // What the signal schema-changes made of the source's table model.
        }
        String statement = change.ddl().orElseThrow(() -> new DataException("the schema change has no statement"));
        ToldTables tables = tables(record, value);
        Optional<DdlContext> context = header(record, DdlContext.NAME).map(DdlContext::decode);
        Optional<String> snapshot = header(record, SnapshotHeader.NAME);
        Optional<String> database = change.databaseName().filter(name -> !name.isEmpty());
        Optional<TableId> table = change.source()
                .table()
                .filter(name -> !name.isEmpty())
                .map(name -> new TableId(database.orElse(change.source().database()), name));
        if (isOfStream(record)) {
            DdlContext told = context.orElse(null);
            if (snapshot.isPresent()) {
                return new Received.SnapshotDdl(
                        SnapshotHeader.decode(snapshot.get()), database, table, context, statement, tables, at);
            }
            return new Received.Ddl(
                    committed(
                            TransactionHeader.decode(
                                    require(record, TransactionHeader.NAME, "the statement " + statement)),
                            time(change.source())),
                    Received.Place.CHAINED,
                    require(told, statement),
                    statement,
                    tables,
                    at);
        }
        StatementKind kind = StatementKind.of(statement);
        if (snapshot.isPresent() || change.source().snapshot() != SourceInfo.Snapshot.FALSE) {
            return kind.makes()
                    ? new Received.LooseDdl(database, table, context, statement, tables, at)
                    : new Received.Ignored(at);
        }
        String whole = header(record, StatementHeader.NAME)
                .flatMap(text -> StatementHeader.decode(text).whole())
                .orElse(statement);
        DdlContext session = context.orElseGet(() ->
                new DdlContext(database, kind.ddlClass(), table.map(List::of).orElse(List.of()), Map.of()));
        return ddl(record, change.source(), session, new Statement(whole, tables), at);
    }

    /** A statement, and what the source tells of tables after it. */
    private record Statement(String text, ToldTables tables) {}

    /** Records with schemas tell of each row what it looks like. */
    private static ToldTables tables(SinkRecord record, Struct value) {
        if (!PlainRecords.isPlain(value)) {
            return ToldTables.NONE;
        }
        List<TableSchema> tables = header(record, TablesHeader.NAME)
                .map(TablesHeader::decode)
                .orElseGet(() -> SchemaChange.tables(value).stream()
                        .flatMap(change -> change.table().stream())
                        .toList());
        return new ToldTables(Instant.ofEpochMilli(value.getInt64("ts_ms")), header(record, ValueModes.NAME), tables);
    }

    private static Received ddl(
            SinkRecord record, SourceInfo source, DdlContext context, Statement statement, Coordinates at) {
        Optional<TransactionHeader> told =
                header(record, TransactionHeader.NAME).map(TransactionHeader::decode);
        TransactionHeader header = told.orElseGet(() -> header(source.gtid()
                .orElseThrow(() -> new DataException("the statement " + statement.text() + " has no GTID. " + GTIDS))));
        Instant time = time(source);
        return new Received.Ddl(
                committed(header, time),
                new Received.Place(told.isPresent(), time),
                context,
                statement.text(),
                statement.tables(),
                at);
    }

    private static Instant time(SourceInfo source) {
        return Instant.EPOCH.plus(source.timestampMicros(), ChronoUnit.MICROS);
    }

    private static DdlContext require(@Nullable DdlContext context, String statement) {
        if (context == null) {
            throw missing(DdlContext.NAME, "the statement " + statement);
        }
        return context;
    }

    private static String require(SinkRecord record, String name, String what) {
        return header(record, name).orElseThrow(() -> missing(name, what));
    }

    private static DataException missing(String name, String what) {
        return new DataException(what + " has no header " + name + ". " + HEADERS);
    }

    private static Optional<String> header(SinkRecord record, String name) {
        Header header = record.headers().lastWithName(name);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        if (header.value() instanceof byte[] bytes) {
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
        return Optional.of(header.value().toString());
    }
}
