// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.Heartbeats;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.envelope.TransactionMarker;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.table.TableId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.sink.SinkRecord;

/** Reads the records of stream topics. Not thread-safe. */
public final class EnvelopeReader {
    private static final String STREAM = ".stream";
    private static final String CONVERTERS =
            "The sink's value.converter must be the one that the source's records were written with, with schemas: "
                    + "for JsonConverter value.converter.schemas.enable=true on both sides.";
    private static final String HEADERS =
            "The topic must come from Duplex's source with topic.layout=stream; header.converter must be the same on "
                    + "both sides, and no transformation may drop headers.";

    private final EnvelopeDecoder decoder = new EnvelopeDecoder();

    /** Returns where the record lies. */
    public Coordinates coordinates(SinkRecord record) {
        String topic = record.originalTopic();
        String source = topic.endsWith(STREAM) ? topic.substring(0, topic.length() - STREAM.length()) : topic;
        return new Coordinates(topic, record.originalKafkaPartition(), record.originalKafkaOffset(), source);
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

    private static Struct struct(SinkRecord record, Coordinates at) {
        if (record.valueSchema() == null || !(record.value() instanceof Struct value)) {
            throw new DataException("Record " + at + " of source " + at.source() + " is no change event: its value, a "
                    + record.value().getClass().getSimpleName() + ", has no schema. " + CONVERTERS);
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
                + "Duplex's source may be in topics, and transformations must leave the records whole (no "
                + "ExtractNewRecordState). " + CONVERTERS);
    }

    private Received row(SinkRecord record, Struct value, Coordinates at) {
        DecodedChange change = decoder.decode(value, header(record, ExactValues.NAME));
        if (change.operation() == Operation.TRUNCATE) {
            throw new DataException("a truncate event is no record of a stream, where TRUNCATE is a DDL statement. "
                    + "Set topic.layout=stream at the source.");
        }
        Optional<String> snapshot = header(record, SnapshotHeader.NAME);
        if (snapshot.isPresent()) {
            return new Received.SnapshotRow(SnapshotHeader.decode(snapshot.get()), change, at);
        }
        Optional<String> copy = header(record, CopyHeader.NAME);
        if (copy.isPresent()) {
            return new Received.CopiedRow(CopyHeader.decode(copy.get()), change, at);
        }
        TransactionBlock transaction = change.transaction()
                .orElseThrow(() -> new DataException("the row of " + change.table()
                        + " tells neither its transaction nor its snapshot. Set topic.layout=stream at the source, "
                        + "which includes provide.transaction.metadata. " + HEADERS));
        return new Received.Row(
                transaction.id(),
                transaction.totalOrder(),
                change,
                header(record, RowFlags.NAME).map(RowFlags::decode).orElse(RowFlags.NONE),
                at);
    }

    private static Received marker(SinkRecord record, Struct value, Coordinates at) {
        TransactionMarker marker = TransactionMarker.decode(value);
        return switch (marker.status()) {
            case BEGIN ->
                new Received.Begin(
                        TransactionHeader.decode(require(record, TransactionHeader.NAME, "BEGIN of " + marker.id())),
                        at);
            case END ->
                new Received.End(
                        marker.id(),
                        marker.eventCount()
                                .orElseThrow(() -> new DataException("END of " + marker.id() + " has no event_count.")),
                        at);
        };
    }

    private static Received ddl(SinkRecord record, Struct value, Coordinates at) {
        SchemaChange.Decoded change = SchemaChange.decode(value);
        String statement = change.ddl()
                .orElseThrow(() -> new DataException("the schema change has no statement (ddl). Set "
                        + "include.schema.changes=true and topic.layout=stream at the source."));
        Optional<DdlContext> context = header(record, DdlContext.NAME).map(DdlContext::decode);
        Optional<String> snapshot = header(record, SnapshotHeader.NAME);
        if (snapshot.isPresent()) {
            Optional<String> database = change.databaseName().filter(name -> !name.isEmpty());
            Optional<TableId> table = change.source()
                    .table()
                    .filter(name -> !name.isEmpty())
                    .map(name -> new TableId(database.orElse(change.source().database()), name));
            return new Received.SnapshotDdl(
                    SnapshotHeader.decode(snapshot.get()), database, table, context, statement, at);
        }
        return new Received.Ddl(
                TransactionHeader.decode(require(record, TransactionHeader.NAME, "the statement " + statement)),
                context.orElseThrow(() -> missing(DdlContext.NAME, "the statement " + statement)),
                statement,
                at);
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
