// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.envelope.ChangeContext;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.EnvelopeSchema;
import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.envelope.SourceInfo;
import io.duplex.protocol.envelope.TransactionBlock;
import io.duplex.protocol.envelope.TransactionMarker;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.StatementHeader;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.sink.envelope.Received.KeyChange;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/** Records of a source's many topics: Duplex's, and Debezium's, which have none of Duplex's headers. */
class TableTopicsReaderTest {
    private static final Gtid GTID = Gtid.parse("3e11fa47-71ca-11e1-9e33-c80aa9429562:23");
    private static final TableId ORDERS = new TableId("app", "orders");
    private static final TableSchema TABLE = new TableSchema(
            ORDERS,
            List.of(Column.builder("id", ColumnType.INT).nullable(false).build()),
            List.of("id"),
            List.of(),
            TableSchema.TableOptions.NONE);
    private static final TransactionHeader HEADER = new TransactionHeader(
            GTID,
            1,
            new Origin(1, GTID),
            Optional.empty(),
            GtidSet.EMPTY,
            new TransactionHeader.CommitInfo(1, 2, 3),
            List.of());

    private final EnvelopeReader reader = new EnvelopeReader(SourceTopics.DEFAULT);

    @Test
    void aTablesTopicTellsItsSourceAndThatItMustBeMerged() {
        SinkRecord record = record("shop.app.orders", row(SourceInfo.Snapshot.FALSE, true), Map.of());

        assertThat(reader.coordinates(record).source()).isEqualTo("shop");
        assertThat(reader.isOfStream(record)).isFalse();
        assertThat(reader.isOfStream(record("shop.stream", row(SourceInfo.Snapshot.FALSE, true), Map.of())))
                .isTrue();
    }

    @Test
    void theHalvesOfAChangedKeyAreKnown() {
        Struct row = row(SourceInfo.Snapshot.FALSE, true);

        assertThat(((Received.Row) reader.read(record("shop.app.orders", row, Map.of("__debezium.newkey", "x"))))
                        .keyChange())
                .isEqualTo(KeyChange.LEAVES_OLD_KEY);
        assertThat(((Received.Row) reader.read(record("shop.app.orders", row, Map.of("__debezium.oldkey", "x"))))
                        .keyChange())
                .isEqualTo(KeyChange.TAKES_NEW_KEY);
        assertThat(((Received.Row) reader.read(record("shop.app.orders", row, Map.of()))).keyChange())
                .isEqualTo(KeyChange.NONE);
    }

    @Test
    void rowsOfSnapshotsAreKnownWithoutHeaders() {
        assertThat(reader.read(record("shop.app.orders", row(SourceInfo.Snapshot.TRUE, false), Map.of())))
                .isInstanceOfSatisfying(
                        Received.LooseRow.class,
                        row -> assertThat(row.incremental()).isFalse());
        assertThat(reader.read(record("shop.app.orders", row(SourceInfo.Snapshot.INCREMENTAL, false), Map.of())))
                .isInstanceOfSatisfying(
                        Received.LooseRow.class,
                        row -> assertThat(row.incremental()).isTrue());
    }

    @Test
    void markersOfDebeziumAreTransactionsOfNoSite() {
        Struct begin = TransactionMarker.begin(GTID.toString(), Instant.ofEpochMilli(5))
                .value();

        Received.Begin foreign = (Received.Begin) reader.read(record("shop.transaction", begin, Map.of()));
        Received.Begin own = (Received.Begin)
                reader.read(record("shop.transaction", begin, Map.of(TransactionHeader.NAME, HEADER.encode())));

        assertThat(foreign.place()).isEqualTo(new Received.Place(false, Instant.ofEpochMilli(5)));
        assertThat(foreign.header().gtid()).isEqualTo(GTID);
        assertThat(foreign.header().origin()).isEqualTo(new Origin(0, GTID));
        assertThat(foreign.coordinates().source()).isEqualTo("shop");
        assertThat(own.header()).isEqualTo(HEADER);
        assertThat(own.place().chained()).isTrue();
    }

    @Test
    void endTellsTheRowsOfEachTableAndWhetherAStatementBelongsToThem() {
        Struct end = TransactionMarker.end(GTID.toString(), Map.of("app.orders", 3L), Instant.EPOCH)
                .value();

        Received read = reader.read(
                record("shop.transaction", end, Map.of(StatementHeader.NAME, StatementHeader.WITHIN.encode())));

        assertThat(read)
                .isEqualTo(new Received.End(
                        GTID.toString(),
                        3,
                        Map.of("app.orders", 3L),
                        true,
                        new Coordinates("shop.transaction", 0, 42, "shop")));
    }

    @Test
    void transactionsWithoutGtidAreRefused() {
        Struct begin =
                TransactionMarker.begin("file=binlog.1,pos=4", Instant.EPOCH).value();

        assertThatThrownBy(() -> reader.read(record("shop.transaction", begin, Map.of())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("gtid_mode=ON");
    }

    @Test
    void schemaChangesOfDebeziumTellTheirClassByTheirText() {
        Received.Ddl ddl = (Received.Ddl) reader.read(record(
                "shop",
                statement("/* a TABLE */ create unique index i on orders (id)", SourceInfo.Snapshot.FALSE),
                Map.of()));

        assertThat(ddl.context())
                .isEqualTo(new DdlContext(Optional.of("app"), DdlClass.INDEX, List.of(ORDERS), Map.of()));
        assertThat(ddl.place().chained()).isFalse();
        assertThat(ddl.header().gtid()).isEqualTo(GTID);
    }

    @Test
    void tablesThatASignalDefinedAtTheSourceAreNothingForTheTarget() {
        SchemaChange told = new SchemaChange(
                source(SourceInfo.Snapshot.FALSE), Instant.EPOCH, Optional.of("app"), Optional.empty(), List.of());

        assertThat(reader.read(record("shop", told.value(), Map.of()))).isInstanceOf(Received.Ignored.class);
    }

    @Test
    void ofASnapshotsStatementsOnlyThoseCountThatMakeSomething() {
        assertThat(reader.read(record(
                        "shop", statement("DROP TABLE IF EXISTS `app`.`orders`", SourceInfo.Snapshot.TRUE), Map.of())))
                .isInstanceOf(Received.Ignored.class);
        assertThat(reader.read(record(
                        "shop", statement("CREATE TABLE `orders` (`id` INT)", SourceInfo.Snapshot.TRUE), Map.of())))
                .isInstanceOfSatisfying(
                        Received.LooseDdl.class,
                        made -> assertThat(made.table()).contains(ORDERS));
    }

    @Test
    void aPartOfAStatementIsReadAsTheWhole() {
        Struct part = statement("DROP TABLE `app`.`orders`", SourceInfo.Snapshot.FALSE);
        String whole = "DROP TABLE orders, \"lines\"";

        Received.Ddl ddl = (Received.Ddl) reader.read(record(
                "shop",
                part,
                Map.of(
                        TransactionHeader.NAME,
                        HEADER.encode(),
                        StatementHeader.NAME,
                        StatementHeader.partOf(whole).encode())));

        assertThat(ddl.statement()).isEqualTo(whole);
    }

    @Test
    void recordsOfRenamedTopicsAreRefused() {
        assertThatThrownBy(() -> reader.read(record("all-orders", row(SourceInfo.Snapshot.FALSE, true), Map.of())))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("belongs into topic shop.app.orders");
    }

    private static Struct row(SourceInfo.Snapshot snapshot, boolean inTransaction) {
        EnvelopeSchema schema = new EnvelopeSchema(TABLE, EnvelopeOptions.of("shop"));
        ChangeContext context = new ChangeContext(
                source(snapshot),
                inTransaction ? Optional.of(new TransactionBlock(GTID.toString(), 1, 1)) : Optional.empty(),
                Instant.EPOCH);
        return schema.encode(new RowChange.Insert(TABLE, RowImage.of(11L)), context)
                .value();
    }

    private static Struct statement(String text, SourceInfo.Snapshot snapshot) {
        return new SchemaChange(source(snapshot), Instant.EPOCH, Optional.of("app"), Optional.of(text), List.of())
                .value();
    }

    private static SourceInfo source(SourceInfo.Snapshot snapshot) {
        return new SourceInfo(
                "1",
                "shop",
                0,
                snapshot,
                "app",
                Optional.of("orders"),
                1,
                snapshot == SourceInfo.Snapshot.FALSE ? Optional.of(GTID.toString()) : Optional.empty(),
                "binlog.000001",
                4,
                0,
                OptionalLong.empty(),
                Optional.empty());
    }

    private static SinkRecord record(String topic, Struct value, Map<String, String> headers) {
        SinkRecord record = new SinkRecord(
                topic, 0, null, null, value.schema(), value, 42, 0L, TimestampType.CREATE_TIME, new ConnectHeaders());
        headers.forEach((name, text) -> record.headers().addString(name, text));
        return record;
    }
}
