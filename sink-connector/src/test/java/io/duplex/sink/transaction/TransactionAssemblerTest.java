// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.SnapshotHeader;
import io.duplex.sink.envelope.Coordinates;
import io.duplex.sink.envelope.Received;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.connect.errors.DataException;
import org.junit.jupiter.api.Test;

class TransactionAssemblerTest {
    private static final AssemblyOptions SMALL = new AssemblyOptions(4, 1 << 20, 3);
    private static final TableSelection EVERYTHING = TableSelection.of("", "");

    private final TransactionAssembler assembler = new TransactionAssembler(SMALL, EVERYTHING);
    private final Target target = new Target();

    /** Collects what is handed out, and knows what it has. */
    private static final class Target {
        private final List<Unit> units = new ArrayList<>();
        private final List<Gtid> whole = new ArrayList<>();
        private final List<List<Long>> rows = new ArrayList<>();
        private final Set<Gtid> applied = new HashSet<>();
        private List<Long> large = new ArrayList<>();
        private int mostRows;

        void take(Unit unit) {
            units.add(unit);
            if (unit instanceof ReplicatedTransaction transaction) {
                mostRows = Math.max(mostRows, transaction.rows().size());
                finish(transaction.header().gtid(), orders(transaction.rows()));
            } else if (unit instanceof LargeTransaction.Start) {
                large = new ArrayList<>();
            } else if (unit instanceof LargeTransaction.Part part) {
                mostRows = Math.max(mostRows, part.rows().size());
                large.addAll(orders(part.rows()));
            } else if (unit instanceof LargeTransaction.End end) {
                finish(end.header().gtid(), large);
            }
        }

        private void finish(Gtid gtid, List<Long> orders) {
            applied.add(gtid);
            whole.add(gtid);
            rows.add(orders);
        }

        private static List<Long> orders(List<Received.Row> rows) {
            return rows.stream().map(Received.Row::totalOrder).toList();
        }
    }

    private void feed(List<Received> records) {
        records.forEach(record -> assembler.add(record, target.applied::contains, target::take));
    }

    @Property
    void a1EachTransactionIsHandedOutOnceAndWholeWhateverIsSentAgain(
            @ForAll @Size(max = 8) List<@IntRange(max = 11) Integer> sizes,
            @ForAll @Size(max = 4) List<@IntRange(max = 60) Integer> restarts) {
        SourceLog log = new SourceLog(1);
        for (int i = 0; i < sizes.size(); i++) {
            log.transaction(sizes.get(i));
            if (i < restarts.size()) {
                log.sendAgainFrom(restarts.get(i) % log.size());
            }
        }
        TransactionAssembler fresh = new TransactionAssembler(SMALL, EVERYTHING);
        Target all = new Target();

        log.records().forEach(record -> fresh.add(record, all.applied::contains, all::take));

        assertThat(all.whole)
                .isEqualTo(IntStream.rangeClosed(1, sizes.size())
                        .mapToObj(SourceLog::gtid)
                        .toList());
        for (int i = 0; i < sizes.size(); i++) {
            assertThat(all.rows.get(i))
                    .isEqualTo(LongStream.rangeClosed(1, sizes.get(i)).boxed().toList());
        }
        assertThat(all.mostRows).as("A5").isLessThanOrEqualTo(4);
        assertThat(fresh.open()).isEmpty();
    }

    @Property
    void a2ACrashAmidATransactionChangesNothing(
            @ForAll @IntRange(max = 11) int rows,
            @ForAll @IntRange(max = 40) int crashAt,
            @ForAll @IntRange(max = 40) int againFrom) {
        List<Received> once =
                new SourceLog(1).transaction(2).transaction(rows).transaction(1).records();
        int crash = crashAt % once.size();
        int again = againFrom % (crash + 1);
        List<Received> records = new ArrayList<>(once.subList(0, crash));
        records.addAll(once.subList(again, once.size()));
        TransactionAssembler fresh = new TransactionAssembler(SMALL, EVERYTHING);
        Target all = new Target();

        records.forEach(record -> fresh.add(record, all.applied::contains, all::take));

        assertThat(all.whole).containsExactly(SourceLog.gtid(1), SourceLog.gtid(2), SourceLog.gtid(3));
        assertThat(all.rows.get(1))
                .isEqualTo(LongStream.rangeClosed(1, rows).boxed().toList());
    }

    @Property
    void a3AMissingRecordIsAnErrorAndNeverASmallerTransaction(
            @ForAll @IntRange(min = 1, max = 11) int rows, @ForAll @IntRange(max = 40) int missing) {
        List<Received> records = new ArrayList<>(
                new SourceLog(1).transaction(rows).transaction(1).records());
        int lost = missing % (rows + 2);
        records.remove(lost);
        TransactionAssembler fresh = new TransactionAssembler(SMALL, EVERYTHING);
        Target all = new Target();

        assertThatThrownBy(() -> records.forEach(record -> fresh.add(record, all.applied::contains, all::take)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining(SourceLog.gtid(1).toString())
                .hasMessageContaining(SourceLog.TOPIC + "-0@");
        assertThat(all.whole).isEmpty();
    }

    @Property
    void a4UnitsFollowEachOtherInThePartition(
            @ForAll @Size(max = 6) List<@IntRange(max = 11) Integer> sizes, @ForAll @IntRange(max = 60) int again) {
        SourceLog log = new SourceLog(1);
        sizes.forEach(log::transaction);
        log.sendAgainFrom(log.size() == 0 ? 0 : again % log.size());
        TransactionAssembler fresh = new TransactionAssembler(SMALL, EVERYTHING);
        Target all = new Target();

        log.records().forEach(record -> fresh.add(record, all.applied::contains, all::take));

        long next = 0;
        for (Unit unit : all.units) {
            if (!(unit instanceof LargeTransaction.Part || unit instanceof LargeTransaction.End)) {
                assertThat(unit.first().offset()).isEqualTo(next);
            }
            next = unit.last().offset() + 1;
        }
        assertThat(next).isEqualTo(log.records().size());
    }

    @Test
    void theStatementOfACreateTableSelectComesBeforeItsRowsAndOnce() {
        feed(new SourceLog(1).createTableSelect(3).sendAgainFrom(0).records().subList(0, 3));
        feed(new SourceLog(1).createTableSelect(3).records());

        assertThat(target.units).hasSize(2);
        assertThat(((DdlUnit) target.units.get(0)).insideTransaction()).isTrue();
        assertThat(((ReplicatedTransaction) target.units.get(1)).rows()).hasSize(3);
    }

    @Test
    void rowsOfExcludedTablesCountButAreNotHandedOut() {
        TransactionAssembler choosy = new TransactionAssembler(SMALL, TableSelection.of("", "shop\\.orders"));

        new SourceLog(1)
                .transaction(30)
                .records()
                .forEach(record -> choosy.add(record, target.applied::contains, target::take));

        assertThat(target.units).hasSize(1);
        assertThat(target.rows).containsExactly(List.of());
    }

    @Test
    void aRowWithoutBeginIsRefusedUnlessTheTargetHasItsTransaction() {
        List<Received> records = new SourceLog(1).transaction(3).records();

        assertThatThrownBy(() -> feed(records.subList(2, 3)))
                .hasMessageContaining("Row 2 of transaction " + SourceLog.gtid(1))
                .hasMessageContaining("came without BEGIN")
                .hasMessageContaining("take a new snapshot");

        target.applied.add(SourceLog.gtid(1));
        feed(records.subList(2, 5));
        assertThat(target.units).hasSize(3).allMatch(Passed.class::isInstance);
    }

    @Test
    void rowsOfASnapshotAreBatchedByTheirNumbers() {
        List<Received> records = new ArrayList<>();
        for (int record = 1; record <= 5; record++) {
            records.add(snapshotRow(records.size(), record, record == 5));
        }
        records.add(3, snapshotRow(3, 2, false));

        feed(records);
        assembler.flush(target::take);

        List<SnapshotBatch> batches =
                target.units.stream().map(SnapshotBatch.class::cast).toList();
        assertThat(batches).extracting(batch -> batch.header().record()).containsExactly(3L, 2L, 5L);
        assertThat(batches).extracting(batch -> batch.rows().size()).containsExactly(3, 1, 2);
    }

    @Test
    void aNewSnapshotTakesThePlaceOfATransactionThatTheSourceDidNotFinish() {
        List<Received> records = new SourceLog(1).transaction(3).records();

        feed(records.subList(0, 3));
        feed(List.of(snapshotRow(3, 1, true)));

        assertThat(target.units).hasSize(1).first().isInstanceOf(SnapshotBatch.class);
        assertThat(assembler.open()).isEmpty();
    }

    private static Received snapshotRow(int offset, long record, boolean last) {
        SnapshotHeader header = new SnapshotHeader("s1", 1, record, last, GtidSet.parse(SourceLog.UUID + ":1-9"));
        return new Received.SnapshotRow(
                header, SourceLog.change(record), new Coordinates(SourceLog.TOPIC, 0, offset, "shop"));
    }
}
