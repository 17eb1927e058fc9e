// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.header.TransactionHeader.CommitInfo;
import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.origin.Origin;
import io.duplex.protocol.origin.OriginMark;
import io.duplex.protocol.table.TableId;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.binlog.SessionState;
import io.duplex.source.binlog.TableMap;
import io.duplex.source.decode.Decoded;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.decode.Decoded.Kind;
import io.duplex.source.decode.Decoded.Progress;
import io.duplex.source.decode.Decoded.RowEvent;
import io.duplex.source.decode.Decoded.TransactionEnd;
import io.duplex.source.decode.Decoded.TransactionStart;
import io.duplex.source.decode.DecodedRow;
import io.duplex.source.decode.SessionMark;
import io.duplex.source.origin.OriginOptions.Include;
import io.duplex.source.position.EventPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The invariants L1 to L4 of the filter. */
class LoopFilterTest {
    private static final String UUID = "11111111-2222-3333-4444-555555555555";
    private static final MetadataTables METADATA = new MetadataTables("duplex");
    private static final TableId PROGRESS = new TableId("duplex", "applied_transaction");
    private static final TableId USERS = new TableId("app", "users");
    private static final EventPosition HERE = EventPosition.UNKNOWN;

    private final LoopFilter filter = new LoopFilter(
            METADATA, Include.LOCAL, connection -> List.of(), new SiteServers(Set.of(), KnownServers.NONE));
    private final List<Decoded> out = new ArrayList<>();

    private void take(Decoded... items) {
        for (Decoded item : items) {
            filter.filter(item, out::add);
        }
    }

    private static TransactionStart start(long number, boolean marked) {
        return start(UUID, number, marked);
    }

    private static TransactionStart start(String uuid, long number, boolean marked) {
        SessionMark mark = marked ? new SessionMark(OriginMark.INCREMENT, 3) : SessionMark.NONE;
        return new TransactionStart(
                Gtid.of(uuid, number),
                new CommitInfo(0, 0, 0),
                GtidSet.EMPTY,
                HERE,
                mark,
                7,
                Optional.empty(),
                List.of());
    }

    private static RowEvent row(TransactionStart start, TableId table, DecodedRow after) {
        return new RowEvent(
                start,
                HERE,
                Kind.INSERT,
                table,
                new TableMap(1, table, new int[after.size()], new int[after.size()], new byte[0]),
                Optional.empty(),
                Optional.of(after),
                RowFlags.NONE,
                Optional.empty());
    }

    private static RowEvent user(TransactionStart start) {
        return row(start, USERS, DecodedRow.of(1L));
    }

    private static RowEvent progress(TransactionStart start) {
        return row(start, PROGRESS, DecodedRow.of(bytes("c"), bytes("s"), 0L, 1L, 3L, bytes(UUID + ":9"), bytes("")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** L1, L3: exactly the echoes and the metadata are gone, whatever the transactions look like. */
    @Property(tries = 300)
    void onlyMarkedTransactionsWithTheirProgressFirstAreEchoes(
            @ForAll @Size(max = 8) List<Boolean> marked,
            @ForAll @Size(min = 8, max = 8) List<Boolean> first,
            @ForAll @Size(min = 8, max = 8) List<Boolean> later) {
        LoopFilter fresh = new LoopFilter(
                METADATA, Include.LOCAL, connection -> List.of(), new SiteServers(Set.of(), KnownServers.NONE));
        List<Decoded> kept = new ArrayList<>();
        List<Gtid> expected = new ArrayList<>();
        for (int i = 0; i < marked.size(); i++) {
            TransactionStart start = start(i + 1, marked.get(i));
            List<Decoded> items = new ArrayList<>(List.of(start));
            if (first.get(i)) {
                items.add(progress(start));
            }
            items.add(user(start));
            if (later.get(i)) {
                items.add(progress(start));
            }
            items.add(new TransactionEnd(start, HERE));
            items.forEach(item -> fresh.filter(item, kept::add));
            if (!(marked.get(i) && first.get(i))) {
                expected.add(start.gtid());
            }
        }

        assertThat(kept)
                .filteredOn(TransactionStart.class::isInstance)
                .extracting(item -> ((TransactionStart) item).gtid())
                .isEqualTo(expected);
        assertThat(kept)
                .filteredOn(RowEvent.class::isInstance)
                .allMatch(item -> ((RowEvent) item).table().equals(USERS))
                .hasSize(expected.size());
        assertThat(kept).filteredOn(Progress.class::isInstance).hasSize(marked.size() - expected.size());
        assertThat(fresh.echoTransactions()).isEqualTo(marked.size() - expected.size());
    }

    @Test
    void aTransactionOfOnlyMetadataIsProgress() {
        TransactionStart claim = start(1, false);

        take(claim, progress(claim), new TransactionEnd(claim, HERE));

        assertThat(out).containsExactly(new Progress(GtidSet.of(claim.gtid()), HERE));
    }

    @Test
    void anEchoThatWasInterruptedIsJudgedAnew() {
        TransactionStart echo = start(1, true);

        take(echo, progress(echo), user(echo));
        filter.disconnected();
        take(echo, progress(echo), user(echo), new TransactionEnd(echo, HERE));

        assertThat(out).hasExactlyElementsOfTypes(Progress.class);
        assertThat(filter.echoTransactions()).isOne();
    }

    @Test
    void aVerbatimIntentMatchesItsTextOnly() {
        announce(true, "ALTER TABLE t ADD id INT AUTO_INCREMENT PRIMARY KEY");

        take(ddl(2, false, "ALTER TABLE t ADD id INT AUTO_INCREMENT PRIMARY KEY"), ddl(3, false, "DROP TABLE t"));

        assertThat(out)
                .filteredOn(DdlEvent.class::isInstance)
                .extracting(item -> ((DdlEvent) item).statement())
                .containsExactly("DROP TABLE t");
    }

    @Test
    void aMarkWithoutAnIntentIsAUsers() {
        take(ddl(2, true, "DROP TABLE t"));

        assertThat(out).hasExactlyElementsOfTypes(DdlEvent.class);
    }

    @Test
    void aForeignTableOfTheSameNameStopsTheStream() {
        TransactionStart start = start(1, true);

        assertThatThrownBy(() -> take(start, row(start, PROGRESS, DecodedRow.of(1L, 2L, 3L, 4L, 5L, 6L))))
                .isInstanceOf(BinlogFailure.class)
                .hasMessageContaining("duplex");
    }

    private static final String THERE = "99999999-2222-3333-4444-555555555555";

    private LoopFilter with(Set<String> configured, KnownServers known) {
        return new LoopFilter(METADATA, Include.LOCAL, connection -> List.of(), new SiteServers(configured, known));
    }

    private boolean leaves(LoopFilter judging, String uuid) {
        TransactionStart start = start(uuid, 1, false);
        List<Decoded> left = new ArrayList<>();
        List.of(start, user(start), new TransactionEnd(start, HERE)).forEach(item -> judging.filter(item, left::add));
        boolean rows = left.stream().anyMatch(RowEvent.class::isInstance);
        List<Decoded> statements = new ArrayList<>();
        judging.filter(ddl(start(uuid, 2, false), "DROP TABLE t"), statements::add);
        assertThat(statements.stream().anyMatch(DdlEvent.class::isInstance)).isEqualTo(rows);
        return rows;
    }

    /** L4. */
    @Test
    void whatNativeReplicationBroughtFromAnotherSiteIsThatSites() {
        LoopFilter judging = with(Set.of(), uuid -> Optional.of(new KnownServers.Server(uuid, 3, uuid.equals(UUID))));

        assertThat(leaves(judging, UUID)).isTrue();
        assertThat(leaves(judging, THERE)).isFalse();
        assertThat(judging.echoTransactions()).isOne();
    }

    /** L4: a server that has taken another one's place is nobody's before somebody has noted it. */
    @Test
    void anUnknownServersTransactionsAreThisSitesUntilItIsNoted() {
        LoopFilter judging = with(Set.of(), KnownServers.NONE);

        assertThat(leaves(judging, THERE)).isTrue();
        note(judging, THERE, 3, false);
        assertThat(leaves(judging, THERE)).isFalse();
        note(judging, THERE, 1, true);
        assertThat(leaves(judging, THERE)).isTrue();
    }

    /** L4. */
    @Test
    void whereServersAreConfiguredAllOthersAreForeign() {
        LoopFilter judging = with(Set.of(UUID), KnownServers.NONE);

        assertThat(leaves(judging, UUID)).isTrue();
        assertThat(leaves(judging, THERE)).isFalse();
        note(judging, UUID, 3, false);
        assertThat(leaves(judging, UUID)).isTrue();
    }

    /** As a hub hands it on. */
    private List<TransactionStart> handedOn(TransactionStart start, Origin origin, String path) {
        LoopFilter forwarding = new LoopFilter(
                METADATA, Include.ALL, connection -> List.of(), new SiteServers(Set.of(), KnownServers.NONE));
        @Nullable Object[] values = new @Nullable Object[19];
        values[4] = (long) origin.site();
        values[5] = bytes(origin.gtid().toString());
        values[18] = path.isEmpty() ? null : bytes(path);
        List<Decoded> left = new ArrayList<>();
        List.of(start, row(start, PROGRESS, DecodedRow.of(values)), user(start), new TransactionEnd(start, HERE))
                .forEach(item -> forwarding.filter(item, left::add));
        return left.stream()
                .filter(TransactionStart.class::isInstance)
                .map(TransactionStart.class::cast)
                .toList();
    }

    @Test
    void whatIsHandedOnTellsItsOriginAndThePathThatItCame() {
        Origin origin = new Origin(3, Gtid.of(THERE, 9));

        assertThat(handedOn(start(1, true), origin, "3+4")).singleElement().satisfies(start -> {
            assertThat(start.origin()).contains(origin);
            assertThat(start.path()).containsExactly(3, 4);
        });
        assertThat(handedOn(start(1, true), origin, ""))
                .singleElement()
                .satisfies(start -> assertThat(start.path()).containsExactly(3));
    }

    /** No server has given a copied row a GTID, so it has that of the server which hands it on. */
    @Test
    void copiedRowsAreHandedOnUnderTheGtidThatTheyHaveHere() {
        assertThat(handedOn(start(1, true), Origin.ofCopy(3, 12), "3"))
                .singleElement()
                .satisfies(start -> {
                    assertThat(start.origin()).isEmpty();
                    assertThat(start.path()).containsExactly(3);
                });
    }

    private static void note(LoopFilter judging, String uuid, long site, boolean local) {
        TransactionStart start = start(9, true);
        DecodedRow server = DecodedRow.of(bytes(uuid), site, local ? 1L : 0L, bytes(""));
        judging.filter(start, ignored -> {});
        judging.filter(row(start, new TableId("duplex", "site_server"), server), ignored -> {});
        judging.filter(new TransactionEnd(start, HERE), ignored -> {});
    }

    private void announce(boolean verbatim, String statement) {
        TransactionStart start = start(1, true);
        DecodedRow intent = DecodedRow.of(
                bytes("c"),
                bytes("s"),
                bytes("g"),
                3L,
                bytes(UUID + ":9"),
                7L,
                bytes(Intent.digest(statement)),
                verbatim ? 1L : 0L,
                1L);
        take(start, row(start, new TableId("duplex", "ddl_intent"), intent), new TransactionEnd(start, HERE));
    }

    private static DdlEvent ddl(long number, boolean marked, String statement) {
        return ddl(start(number, marked), statement);
    }

    private static DdlEvent ddl(TransactionStart start, String statement) {
        return new DdlEvent(start, HERE, statement, Optional.of("app"), SessionState.UNKNOWN, 0, false, 0);
    }
}
