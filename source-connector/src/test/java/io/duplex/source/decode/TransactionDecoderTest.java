// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.RawEvent;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.position.SourceOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Invariants of the decoder: nothing is executed before its commit, and nothing that changes data is passed over. */
class TransactionDecoderTest {
    private final EventsUnderTest events = new EventsUnderTest();
    private final TransactionDecoder decoder =
            new TransactionDecoder(GtidSet.EMPTY, "binlog.000001", DecodeOptions.DEFAULT);
    private final List<Decoded> out = new ArrayList<>();

    private void take(RawEvent... raw) {
        for (RawEvent event : raw) {
            decoder.decode(event, out::add);
        }
    }

    @Test
    void aTransactionIsExecutedWithItsCommitAndNotBefore() {
        take(events.gtid(1), events.query("BEGIN"), events.tableMap(), events.inserts(1, 2));
        assertThat(decoder.executed()).isEqualTo(GtidSet.EMPTY);

        take(events.xid());
        assertThat(decoder.executed()).isEqualTo(GtidSet.parse(EventsUnderTest.UUID + ":1"));
        assertThat(out)
                .hasExactlyElementsOfTypes(
                        TransactionStart.class, RowEvent.class, RowEvent.class, TransactionEnd.class);
    }

    @Test
    void rowsAreNumberedAsDebeziumNumbersThem() {
        take(
                events.gtid(1),
                events.query("BEGIN"),
                events.tableMap(),
                events.inserts(1, 2),
                events.tableMap(),
                events.inserts(3, 1));

        assertThat(out)
                .filteredOn(RowEvent.class::isInstance)
                .extracting(
                        item -> item.position().event() + "/" + item.position().row())
                .containsExactly("2/0", "2/1", "4/0");
    }

    @Test
    void whoeverFailsOnAStatementGetsItAgain() {
        take(events.gtid(1));
        RawEvent ddl = events.query("DROP TABLE x");

        assertThatThrownBy(() -> decoder.decode(ddl, item -> {
                    throw BinlogFailure.retry("lost", null);
                }))
                .isInstanceOf(BinlogFailure.class);

        assertThat(decoder.executed()).isEqualTo(GtidSet.EMPTY);
    }

    @Test
    void aHeartbeatWithinATransactionIsNoProgress() {
        take(
                events.heartbeat(),
                events.gtid(1),
                events.heartbeat(),
                events.query("BEGIN"),
                events.heartbeat(),
                events.xid(),
                events.heartbeat());

        assertThat(out).filteredOn(Progress.class::isInstance).hasSize(2);
    }

    @Test
    void theMarkOfTheSessionIsOnTheStart() {
        take(events.gtid(1), events.query("BEGIN", new byte[] {0, 0, 0, 0, 4, 3, (byte) 0xa9, (byte) 0xfd, 7, 0}));

        TransactionStart start = (TransactionStart) out.get(0);
        assertThat(start.mark().site()).hasValue(7);
        assertThat(start.threadId()).isEqualTo(99);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (1)",
                "/* hint */ update t set a=1",
                "-- note\nDELETE FROM t",
                "ROLLBACK TO s",
                "XA END 'x'",
                "ALTER TABLE t ADD a INT",
                "LOAD DATA INFILE 'x' INTO TABLE t"
            })
    void statementsWithinATransactionThatCannotBeRowsStop(String sql) {
        take(events.gtid(1), events.query("BEGIN"));

        assertStops(events.query(sql));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                EventTypes.INCIDENT,
                EventTypes.PARTIAL_UPDATE_ROWS,
                EventTypes.ANONYMOUS_GTID,
                EventTypes.XA_PREPARE,
                17,
                18,
                99
            })
    void eventsThatHideChangesStop(int type) {
        take(events.gtid(1), events.query("BEGIN"));

        assertStops(events.event(type));
    }

    @Test
    void changesWithoutAGtidStop() {
        assertStops(events.query("BEGIN"));
        assertStops(events.query("DROP TABLE t"));
        assertStops(events.xid());
    }

    private void assertStops(RawEvent event) {
        assertThatThrownBy(() -> take(event))
                .isInstanceOfSatisfying(
                        BinlogFailure.class,
                        failure -> assertThat(failure.retriable()).isFalse())
                .hasMessageContaining("binlog.000001:");
    }

    @Test
    void whatIsLoggedAsAStatementIsPassedOverWhenThatIsWanted() {
        DecodeOptions skipping = new DecodeOptions(table -> true, false, FailureMode.SKIP, FailureMode.FAIL);
        TransactionDecoder tolerant = new TransactionDecoder(GtidSet.EMPTY, "f", skipping);
        for (RawEvent event :
                List.of(events.gtid(1), events.query("BEGIN"), events.query("DELETE FROM t"), events.xid())) {
            tolerant.decode(event, out::add);
        }

        assertThat(out).hasExactlyElementsOfTypes(TransactionStart.class, TransactionEnd.class);
    }

    @Test
    void rowsOfTablesThatNobodyWantsAreNotRead() {
        DecodeOptions nothing = new DecodeOptions(table -> false, false, FailureMode.FAIL, FailureMode.FAIL);
        TransactionDecoder idle = new TransactionDecoder(GtidSet.EMPTY, "f", nothing);
        for (RawEvent event :
                List.of(events.gtid(1), events.query("BEGIN"), events.tableMap(), events.inserts(1, 5), events.xid())) {
            idle.decode(event, out::add);
        }

        assertThat(rows(out))
                .singleElement()
                .satisfies(row -> assertThat(row.after()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SAVEPOINT `s`",
                "DROP TEMPORARY TABLE IF EXISTS `t` /* generated by server */",
                "RELEASE SAVEPOINT s"
            })
    void statementsWithoutEffectOnDataArePassedOver(String sql) {
        take(
                events.gtid(1),
                events.query("BEGIN"),
                events.query(sql),
                events.tableMap(),
                events.inserts(1, 1),
                events.xid());

        assertThat(out).hasExactlyElementsOfTypes(TransactionStart.class, RowEvent.class, TransactionEnd.class);
    }

    @Test
    void statementsThatChangeNoTableOnTheirOwnAreProgress() {
        take(
                events.gtid(1),
                events.query("DROP TEMPORARY TABLE x"),
                events.gtid(2),
                events.query("CREATE TABLE x(a INT)"));

        assertThat(out).hasExactlyElementsOfTypes(Progress.class, DdlEvent.class);
        assertThat(decoder.executed().count()).isEqualTo(2);
    }

    /** Whatever rows a task has done when it stops, the next one does the others, each once. */
    @Property(tries = 200)
    void aRestartAnywhereLosesAndDoublesNoRow(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5) Integer> rowsPerEvent,
            @ForAll @IntRange(min = 0, max = 40) int stopAfter) {
        List<RawEvent> binlog = transaction(rowsPerEvent);
        List<Decoded> all = read(binlog, Optional.empty());
        List<RowEvent> rows = rows(all);
        int done = Math.min(stopAfter, rows.size());

        Optional<SourceOffset> offset = done == 0 ? Optional.empty() : Optional.of(offset(rows.get(done - 1), done));
        List<RowEvent> rest = rows(read(binlog, offset));

        assertThat(rest)
                .extracting(RowEvent::position)
                .isEqualTo(rows.subList(done, rows.size()).stream()
                        .map(RowEvent::position)
                        .toList());
    }

    /** The same for a lost connection: the start is not handed out again. */
    @Property(tries = 200)
    void aLostConnectionAnywhereLosesAndDoublesNothing(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5) Integer> rowsPerEvent,
            @ForAll @IntRange(min = 0, max = 30) int lostAfter) {
        List<RawEvent> binlog = transaction(rowsPerEvent);
        TransactionDecoder connected = new TransactionDecoder(GtidSet.EMPTY, "f", DecodeOptions.DEFAULT);
        ResumeFilter resume = new ResumeFilter(Optional.empty());
        List<Decoded> items = new ArrayList<>();
        for (RawEvent event : binlog.subList(0, Math.min(lostAfter, binlog.size() - 1))) {
            connected.decode(event, item -> resume.filter(item, items::add));
        }
        connected.disconnected();
        resume.disconnected();
        for (RawEvent event : binlog) {
            connected.decode(event, item -> resume.filter(item, items::add));
        }

        assertThat(rows(items))
                .extracting(RowEvent::position)
                .isEqualTo(rows(read(binlog, Optional.empty())).stream()
                        .map(RowEvent::position)
                        .toList());
        assertThat(items).filteredOn(TransactionEnd.class::isInstance).hasSize(1);
    }

    @Property(tries = 200)
    void aRestartFollowedByALostConnectionHandsTheStartOutOnce(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 5) Integer> rowsPerEvent,
            @ForAll @IntRange(min = 1, max = 30) int stopAfter,
            @ForAll @IntRange(min = 0, max = 30) int lostAfter) {
        List<RawEvent> binlog = transaction(rowsPerEvent);
        List<RowEvent> rows = rows(read(binlog, Optional.empty()));
        int done = Math.min(stopAfter, rows.size());
        TransactionDecoder connected = new TransactionDecoder(GtidSet.EMPTY, "f", DecodeOptions.DEFAULT);
        ResumeFilter resume = new ResumeFilter(Optional.of(offset(rows.get(done - 1), done)));
        List<Decoded> items = new ArrayList<>();
        for (RawEvent event : binlog.subList(0, Math.min(lostAfter, binlog.size() - 1))) {
            connected.decode(event, item -> resume.filter(item, items::add));
        }
        connected.disconnected();
        resume.disconnected();
        for (RawEvent event : binlog) {
            connected.decode(event, item -> resume.filter(item, items::add));
        }

        assertThat(rows(items)).hasSize(rows.size() - done);
        assertThat(items).filteredOn(TransactionStart.class::isInstance).hasSize(1);
    }

    private static List<RawEvent> transaction(List<Integer> rowsPerEvent) {
        EventsUnderTest events = new EventsUnderTest();
        List<RawEvent> binlog = new ArrayList<>(List.of(events.gtid(1), events.query("BEGIN")));
        int id = 1;
        for (int count : rowsPerEvent) {
            binlog.add(events.tableMap());
            binlog.add(events.inserts(id, count));
            id += count;
        }
        binlog.add(events.xid());
        return binlog;
    }

    private static List<Decoded> read(List<RawEvent> binlog, Optional<SourceOffset> offset) {
        TransactionDecoder decoder = new TransactionDecoder(GtidSet.EMPTY, "f", DecodeOptions.DEFAULT);
        ResumeFilter resume = new ResumeFilter(offset);
        List<Decoded> items = new ArrayList<>();
        for (RawEvent event : binlog) {
            decoder.decode(event, item -> resume.filter(item, items::add));
        }
        return items;
    }

    private static SourceOffset offset(RowEvent done, long count) {
        TransactionStart start = done.transaction();
        return SourceOffset.of(SourceOffset.inside(
                        start.executed(), start.gtid(), start.position(), done.position(), Map.of("a.t", count))
                .toMap());
    }

    private static List<RowEvent> rows(List<Decoded> items) {
        return items.stream()
                .filter(RowEvent.class::isInstance)
                .map(RowEvent.class::cast)
                .toList();
    }

    @Test
    void whatAnotherTransactionInterruptsComesWholeLater() {
        EventsUnderTest log = new EventsUnderTest();
        ResumeFilter resume = new ResumeFilter(Optional.empty());
        List<RawEvent> first = List.of(log.gtid(1), log.query("BEGIN"), log.tableMap(), log.inserts(1, 2), log.xid());
        List<RawEvent> second = List.of(log.gtid(2), log.query("BEGIN"), log.tableMap(), log.inserts(3, 1), log.xid());
        feed(resume, first.subList(0, 4));
        decoder.disconnected();
        resume.disconnected();
        feed(resume, second);
        feed(resume, first);

        assertThat(rows(out))
                .extracting(row -> row.transaction().gtid().number())
                .containsExactly(1L, 1L, 2L, 1L, 1L);
        assertThat(decoder.executed())
                .isEqualTo(GtidSet.of(Gtid.of(EventsUnderTest.UUID, 1)).plus(Gtid.of(EventsUnderTest.UUID, 2)));
    }

    private void feed(ResumeFilter resume, List<RawEvent> raw) {
        for (RawEvent event : raw) {
            decoder.decode(event, item -> resume.filter(item, out::add));
        }
    }
}
