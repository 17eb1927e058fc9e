// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.envelope.DecodedChange;
import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.PlainRecords;
import io.duplex.protocol.envelope.TimePrecision;
import io.duplex.protocol.envelope.ValueModes;
import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.envelope.ToldTables;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class RowTypesTest {
    private static final TableId ORDERS = new TableId("shop", "Orders");
    private static final long MOMENT = 86_400_000L;
    private static final MySqlDateTime AS_MILLIS = MySqlDateTime.ofDate(1970, 1, 2);
    private static final MySqlDateTime AS_MICROS = new MySqlDateTime(1970, 1, 1, 0, 1, 26, 400_000);

    private final Kept kept = new Kept();
    private RowTypes types = new RowTypes(EnvelopeOptions.of(""), kept);
    private long offset;
    private long clock;
    private Optional<String> modes = Optional.empty();

    /** Keeps versions as the target does. */
    private static final class Kept implements SourceTables {
        private final List<Version> versions = new ArrayList<>();
        private final Set<Gtid> applied = new HashSet<>();

        @Override
        public List<Version> load(String source) {
            Map<TableId, Version> last = new HashMap<>();
            versions.stream()
                    .filter(version -> version.gtid().map(applied::contains).orElse(true))
                    .forEach(version -> last.put(version.table().id(), version));
            return List.copyOf(last.values());
        }

        @Override
        public void save(String source, Version version) {
            versions.add(version);
        }
    }

    @Test
    void eachRowMeetsTheTableAsOfItsPlace() {
        types.typed(snapshot(0));

        assertThat(value(row())).isEqualTo(AS_MILLIS);
        types.typed(ddl(1, 6));
        assertThat(value(row())).isEqualTo(AS_MICROS);
    }

    @Test
    void aTaskThatStartsLaterKnowsTheTablesOfWhatTheTargetHas() {
        types.typed(snapshot(0));
        types.typed(ddl(1, 6));

        restart();
        assertThat(value(row())).as("the statement was not executed").isEqualTo(AS_MILLIS);

        types.typed(ddl(1, 6));
        kept.applied.add(gtid(1));
        restart();
        assertThat(value(row())).isEqualTo(AS_MICROS);
    }

    @Test
    void aSnapshotsStatementThatIsDeliveredAgainChangesNothing() {
        LooseStatement first = snapshot(0);
        types.typed(first);
        types.typed(ddl(1, 6));
        kept.applied.add(gtid(1));
        restart();

        types.typed(first);
        assertThat(value(row())).isEqualTo(AS_MICROS);

        types.typed(snapshot(0));
        assertThat(value(row())).as("a new snapshot").isEqualTo(AS_MILLIS);
    }

    @Test
    void aTopicThatWasMadeAnewIsBelieved() {
        offset = 1000;
        types.typed(snapshot(6));
        offset = 0;
        types.typed(snapshot(0));

        assertThat(value(row())).isEqualTo(AS_MILLIS);
    }

    @Test
    void whatIsForgottenIsReadAgain() {
        types.typed(snapshot(0));
        types.typed(ddl(1, 6));

        types.forget(at(0).topicPartition());

        assertThat(value(row())).isEqualTo(AS_MILLIS);
    }

    @Test
    void aRowOfATableThatWasNotToldIsRefused() {
        assertThatThrownBy(() -> types.typed(row()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("The row of shop.Orders of transaction " + gtid(7) + " of source shop")
                .hasMessageContaining("include.schema.changes=true");
    }

    @Test
    void aRowThatDoesNotFitIsRefusedWithTheOptions() {
        types = new RowTypes(EnvelopeOptions.of("").withTime(TimePrecision.ISOSTRING), kept);
        types.typed(snapshot(0));

        assertThatThrownBy(() -> types.typed(row()))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("c cannot be " + MOMENT)
                .hasMessageContaining("time.precision.mode");
    }

    @Test
    void modesThatTheSourceTellsWin() {
        types = new RowTypes(EnvelopeOptions.of("").withTime(TimePrecision.ISOSTRING), kept);
        modes = Optional.of(ValueModes.encode(EnvelopeOptions.of("").withTime(TimePrecision.MICROSECONDS)));
        types.typed(snapshot(0));

        assertThat(value(row())).isEqualTo(AS_MICROS);
        restart();
        assertThat(value(row())).isEqualTo(AS_MICROS);
    }

    @Test
    void aSnapshotsRowWithoutPlaceIsReadByTheSourcesClock() {
        RowTypes later = types;
        later.typed(merged(snapshot(0)));
        Received.LooseRow before = copied(clock);
        Received.Ddl altered = altered(1, 6);
        Received.LooseRow after = copied(clock);
        later.announce(altered);

        assertThat(value(later, after))
                .as("its statement has not been handed out")
                .isEqualTo(AS_MICROS);
        later.typed(DdlUnit.of(altered, false));
        assertThat(value(later, before)).isEqualTo(AS_MILLIS);
    }

    @Test
    void aStatementThatComesAfterTheRowsOfASnapshotThatItChangesIsRefused() {
        types.typed(merged(snapshot(0)));
        Received.Ddl alike = altered(1, 0);
        Received.Ddl altered = altered(2, 6);
        Received.LooseRow after = copied(clock + 1);
        assertThat(value(types, after)).isEqualTo(AS_MILLIS);

        types.announce(alike);
        assertThatThrownBy(() -> types.announce(altered))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("Rows of shop.Orders that an incremental snapshot of source shop has read")
                .hasMessageContaining("Take the snapshot of the table again");
    }

    private static Object value(RowTypes types, Received.LooseRow row) {
        LooseRows typed = (LooseRows) types.typed(new LooseRows(List.of(row), row.coordinates(), row.coordinates()));
        return Objects.requireNonNull(
                typed.rows().get(0).change().after().orElseThrow().get(0));
    }

    private LooseStatement merged(LooseStatement unit) {
        Received.LooseDdl ddl = unit.ddl();
        return new LooseStatement(new Received.LooseDdl(
                ddl.database(), ddl.table(), ddl.context(), ddl.statement(), ddl.tables(), merged()));
    }

    private Coordinates merged() {
        return next().merged(offset);
    }

    private Received.LooseRow copied(long second) {
        Map<String, Object> value = Map.of(
                "op",
                "r",
                "source",
                Map.of(
                        "name",
                        "shop",
                        "db",
                        "shop",
                        "table",
                        "Orders",
                        "snapshot",
                        "incremental",
                        "ts_us",
                        second * 1_000_000),
                "after",
                Map.of("c", MOMENT));
        DecodedChange change =
                new EnvelopeDecoder().decode(PlainRecords.value(value).orElseThrow(), Optional.empty());
        return new Received.LooseRow(change, true, merged());
    }

    @Test
    void namesOfTablesMeetInAnotherCase() {
        types.typed(snapshot(0));

        ReplicatedTransaction typed = (ReplicatedTransaction) types.typed(row(new TableId("shop", "orders")));

        assertThat(typed.rows().get(0).change().isUntyped()).isFalse();
    }

    private void restart() {
        types = new RowTypes(EnvelopeOptions.of(""), kept);
    }

    private Object value(Unit unit) {
        ReplicatedTransaction typed = (ReplicatedTransaction) types.typed(unit);
        Object value = typed.rows().get(0).change().after().orElseThrow().get(0);
        assertThat(value).isNotNull();
        return value;
    }

    private LooseStatement snapshot(int digits) {
        return new LooseStatement(new Received.LooseDdl(
                Optional.of("shop"), Optional.of(ORDERS), Optional.empty(), "CREATE TABLE", told(digits), next()));
    }

    private DdlUnit ddl(long number, int digits) {
        return DdlUnit.of(altered(number, digits), false);
    }

    private Received.Ddl altered(long number, int digits) {
        DdlContext context = new DdlContext(Optional.empty(), DdlClass.TABLE, List.of(ORDERS), Map.of());
        return new Received.Ddl(header(number), Received.Place.CHAINED, context, "ALTER TABLE", told(digits), next());
    }

    private ToldTables told(int digits) {
        Column column = Column.builder("c", ColumnType.DATETIME).length(digits).build();
        TableSchema table =
                new TableSchema(ORDERS, List.of(column), List.of(), List.of(), TableSchema.TableOptions.NONE);
        return new ToldTables(Instant.ofEpochSecond(++clock), modes, List.of(table));
    }

    private ReplicatedTransaction row() {
        return row(ORDERS);
    }

    private ReplicatedTransaction row(TableId table) {
        Map<String, Object> value = Map.of(
                "op",
                "c",
                "source",
                Map.of("name", "shop", "db", table.database(), "table", table.table()),
                "transaction",
                Map.of("id", gtid(7).toString(), "total_order", 1L, "data_collection_order", 1L),
                "after",
                Map.of("c", MOMENT));
        DecodedChange change =
                new EnvelopeDecoder().decode(PlainRecords.value(value).orElseThrow(), Optional.empty());
        Coordinates at = next();
        return new ReplicatedTransaction(
                header(7), List.of(new Received.Row(gtid(7).toString(), 1, change, RowFlags.NONE, at)), at, at);
    }

    private Coordinates next() {
        return at(offset++);
    }

    private static Coordinates at(long offset) {
        return new Coordinates("shop.stream", 0, offset, "shop");
    }

    private static Gtid gtid(long number) {
        return Gtid.of("11111111-2222-3333-4444-555555555555", number);
    }

    private static TransactionHeader header(long number) {
        return new TransactionHeader(
                gtid(number),
                1,
                new Origin(1, gtid(number)),
                Optional.empty(),
                GtidSet.EMPTY,
                new TransactionHeader.CommitInfo(0, 0, 0),
                List.of());
    }
}
