// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.protocol.envelope.Heartbeats;
import io.duplex.protocol.envelope.Operation;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.envelope.TransactionMarker;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.ExactValues;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.header.TransactionHeader.CommitInfo;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EnvelopeReaderTest {
    private static final String TOPIC = "shop.stream";
    private static final Coordinates AT = new Coordinates(TOPIC, 0, 42, "shop");
    private static final Gtid GTID = Gtid.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:23");
    private static final TableId ORDERS = new TableId("shop", "orders");
    private static final TableSchema TABLE = new TableSchema(
            ORDERS,
            List.of(Column.builder("id", ColumnType.INT).nullable(false).build()),
            List.of("id"),
            List.of(),
            TableSchema.TableOptions.NONE);
    private static final SourceInfo SOURCE = new SourceInfo(
            "1",
            "shop",
            0,
            SourceInfo.Snapshot.FALSE,
            "shop",
            Optional.of("orders"),
            1,
            Optional.of(GTID.toString()),
            "binlog.000001",
            4,
            0,
            OptionalLong.empty(),
            Optional.empty());
    private static final SnapshotHeader SNAPSHOT = new SnapshotHeader("s1", 1, 7, false, GtidSet.of(GTID));
    private static final TransactionHeader TRANSACTION = new TransactionHeader(
            GTID, 1, new Origin(1, GTID), Optional.empty(), GtidSet.EMPTY, new CommitInfo(1, 2, 3), List.of());

    private final EnvelopeReader reader = new EnvelopeReader(SourceTopics.DEFAULT);

    @Test
    void aRowTellsItsTransactionPlaceAndFlags() {
        RowFlags flags = new RowFlags(true, false);

        Received read = reader.read(record(
                row(Optional.of(new TransactionBlock(GTID.toString(), 5, 2))),
                Map.of(RowFlags.NAME, flags.encode().orElseThrow())));

        Received.Row row = (Received.Row) read;
        assertThat(row.transactionId()).isEqualTo(GTID.toString());
        assertThat(row.totalOrder()).isEqualTo(5);
        assertThat(row.flags()).isEqualTo(flags);
        assertThat(row.table()).isEqualTo(ORDERS);
        assertThat(row.change().operation()).isEqualTo(Operation.CREATE);
        assertThat(row.change().after().orElseThrow().get(0)).isEqualTo(11L);
        assertThat(row.coordinates()).isEqualTo(AT);
    }

    @Test
    void aSnapshotsRowTellsItsPlaceInTheSnapshot() {
        Received read = reader.read(record(row(Optional.empty()), Map.of(SnapshotHeader.NAME, SNAPSHOT.encode())));

        assertThat(((Received.SnapshotRow) read).header()).isEqualTo(SNAPSHOT);
    }

    @Test
    void markersTellTheTransactionAndItsRows() {
        Struct endMarker = TransactionMarker.end(GTID.toString(), Map.of("shop.orders", 3L), Instant.EPOCH)
                .value();

        Received begin = reader.read(record(begin(), Map.of(TransactionHeader.NAME, TRANSACTION.encode())));
        Received end = reader.read(record(endMarker, Map.of()));

        assertThat(begin).isEqualTo(new Received.Begin(TRANSACTION, AT));
        assertThat(end).isEqualTo(new Received.End(GTID.toString(), 3, AT));
    }

    @Test
    void aDdlStatementTellsItsSession() {
        DdlContext context =
                new DdlContext(Optional.of("shop"), DdlClass.TABLE, List.of(ORDERS), Map.of("sql_mode", "''"));
        String statement = "ALTER TABLE orders ADD note TEXT";

        Received read = reader.read(record(
                ddl(statement),
                Map.of(TransactionHeader.NAME, TRANSACTION.encode(), DdlContext.NAME, context.encode())));

        assertThat(read).isEqualTo(new Received.Ddl(TRANSACTION, context, statement, AT));
    }

    @Test
    void aSnapshotsStatementTellsWhatItMakes() {
        String statement = "CREATE TABLE orders(id INT)";

        Received read = reader.read(record(ddl(statement), Map.of(SnapshotHeader.NAME, SNAPSHOT.encode())));

        assertThat(read)
                .isEqualTo(new Received.SnapshotDdl(
                        SNAPSHOT, Optional.of("shop"), Optional.of(ORDERS), Optional.empty(), statement, AT));
    }

    @Test
    void tombstonesAndHeartbeatsAreIgnored() {
        assertThat(reader.read(sinkRecord(null, null))).isEqualTo(new Received.Ignored(AT));
        assertThat(reader.read(record(Heartbeats.value(Instant.EPOCH), Map.of())))
                .isEqualTo(new Received.Ignored(AT));
    }

    @Test
    void recordsSurviveTheJsonConverter() {
        try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", "true"), false);
            Struct value = row(Optional.of(new TransactionBlock(GTID.toString(), 1, 1)));
            SchemaAndValue read = json.toConnectData(TOPIC, json.fromConnectData(TOPIC, value.schema(), value));

            Received.Row row = (Received.Row) reader.read(sinkRecord(read.schema(), read.value()));

            assertThat(row.change().after().orElseThrow().get(0)).isEqualTo(11L);
        }
    }

    @Test
    void recordsWithoutSchemasTellTheSameButTheTypesOfRows() {
        DdlContext context = new DdlContext(Optional.of("shop"), DdlClass.TABLE, List.of(ORDERS), Map.of());
        Map<String, String> headers =
                Map.of(TransactionHeader.NAME, TRANSACTION.encode(), DdlContext.NAME, context.encode());
        Struct end = TransactionMarker.end(GTID.toString(), Map.of("shop.orders", 3L), Instant.EPOCH)
                .value();
        Struct altered = new SchemaChange(
                        SOURCE,
                        Instant.EPOCH,
                        Optional.of("shop"),
                        Optional.of("ALTER TABLE orders ADD id INT"),
                        List.of(new SchemaChange.TableChange(SchemaChange.Kind.ALTER, ORDERS, Optional.of(TABLE))))
                .value();

        Received.Row row =
                (Received.Row) reader.read(plain(row(Optional.of(new TransactionBlock("x", 1, 1))), Map.of()));
        Received.Ddl ddl = (Received.Ddl) reader.read(plain(altered, headers));

        assertThat(row.change().isUntyped()).isTrue();
        assertThat(row.table()).isEqualTo(ORDERS);
        assertThat(row.coordinates()).isEqualTo(AT);
        assertThat(ddl.tables().tables())
                .singleElement()
                .satisfies(table -> assertThat(table.columns().get(0).name()).isEqualTo("id"));
        assertThat(reader.read(record(altered, headers)))
                .isEqualTo(new Received.Ddl(ddl.header(), ddl.context(), ddl.statement(), AT));
        for (Struct value : List.of(begin(), end, Heartbeats.value(Instant.EPOCH))) {
            assertThat(reader.read(plain(value, headers))).isEqualTo(reader.read(record(value, headers)));
        }
    }

    private static SinkRecord plain(Struct value, Map<String, String> headers) {
        try (JsonConverter json = new JsonConverter()) {
            json.configure(Map.of("schemas.enable", "false"), false);
            Object read = json.toConnectData(TOPIC, json.fromConnectData(TOPIC, value.schema(), value))
                    .value();
            SinkRecord record = sinkRecord(null, read);
            headers.forEach((name, text) -> record.headers().addString(name, text));
            return SchemalessRecords.withSchema(record);
        }
    }

    @Test
    void anotherRecordWithoutSchemaIsRefusedWithTheConvertersOption() {
        SinkRecord other = sinkRecord(null, Map.of("op", "c"));

        assertThat(SchemalessRecords.withSchema(other)).isSameAs(other);
        assertThatThrownBy(() -> reader.read(other))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Record shop.stream-0@42 of source shop")
                .hasMessageContaining("neither a schema nor the fields")
                .hasMessageContaining("value.converter.schemas.enable");
    }

    @Test
    void anotherRecordIsRefusedByItsSchemasName() {
        Schema flat = SchemaBuilder.struct()
                .name("shop.orders.Value")
                .field("id", Schema.INT32_SCHEMA)
                .build();

        assertThatThrownBy(() -> reader.read(sinkRecord(flat, new Struct(flat).put("id", 1))))
                .hasMessageContaining("shop.stream-0@42")
                .hasMessageContaining("shop.orders.Value")
                .hasMessageContaining("ExtractNewRecordState");
    }

    @Test
    void aRecordWithoutItsHeadersIsRefused() {
        assertThatThrownBy(() -> reader.read(record(begin(), Map.of())))
                .hasMessageContaining("has no header duplex.transaction")
                .hasMessageContaining("header.converter");
        assertThatThrownBy(() -> reader.read(record(row(Optional.empty()), Map.of())))
                .hasMessageContaining("topic.layout=stream");
        assertThatThrownBy(() -> reader.read(record(begin(), Map.of(TransactionHeader.NAME, "nonsense"))))
                .hasMessageContaining("shop.stream-0@42")
                .hasMessageContaining("nonsense");
    }

    @Test
    void aChangeOfWhichATransformationHasTakenPartsIsRefused() {
        Struct change = row(Optional.of(new TransactionBlock(GTID.toString(), 1, 1)));
        for (String part : List.of("after", "source", "transaction")) {
            assertThatThrownBy(() -> reader.read(record(without(part, change), Map.of())))
                    .as(part)
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("shop.stream-0@42")
                    .hasMessageContaining("ReplaceField");
        }
    }

    private static Struct without(String field, Struct change) {
        SchemaBuilder schema = SchemaBuilder.struct().name(change.schema().name());
        change.schema().fields().stream()
                .filter(each -> !each.name().equals(field))
                .forEach(each -> schema.field(each.name(), each.schema()));
        Struct rest = new Struct(schema.build());
        rest.schema().fields().forEach(each -> rest.put(each, change.get(each.name())));
        return rest;
    }

    @Test
    void headersOfAnotherHeaderConverterAreRefused() {
        String json = "{\"schema\":{\"type\":\"string\"},\"payload\":\"" + TRANSACTION.encode() + "\"}";

        assertThatThrownBy(() -> reader.read(record(begin(), Map.of(TransactionHeader.NAME, json))))
                .hasMessageContaining("Not a Duplex header")
                .hasMessageContaining("header.converter must be the same");
        assertThatThrownBy(() -> reader.read(record(
                        row(Optional.of(new TransactionBlock(GTID.toString(), 1, 1))),
                        Map.of(ExactValues.NAME, "{schema={type=string}, payload=before-0=x}"))))
                .hasMessageContaining("Not a Duplex header");
    }

    private static Struct begin() {
        return TransactionMarker.begin(GTID.toString(), Instant.EPOCH).value();
    }

    private static Struct row(Optional<TransactionBlock> transaction) {
        return new EnvelopeSchema(TABLE, EnvelopeOptions.of("shop"))
                .encode(
                        new RowChange.Insert(TABLE, RowImage.of(11L)),
                        new ChangeContext(SOURCE, transaction, Instant.EPOCH))
                .value();
    }

    private static Struct ddl(String statement) {
        return new SchemaChange(SOURCE, Instant.EPOCH, Optional.of("shop"), Optional.of(statement), List.of()).value();
    }

    private static SinkRecord record(Struct value, Map<String, String> headers) {
        SinkRecord record = sinkRecord(value.schema(), value);
        headers.forEach((name, text) -> record.headers().addString(name, text));
        return record;
    }

    private static SinkRecord sinkRecord(@Nullable Schema schema, @Nullable Object value) {
        return new SinkRecord(
                TOPIC, 0, null, null, schema, value, 42, 0L, TimestampType.CREATE_TIME, new ConnectHeaders());
    }
}
