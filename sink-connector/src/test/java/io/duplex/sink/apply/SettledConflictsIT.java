// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.at;
import static io.duplex.sink.apply.TargetFixture.header;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.CopyHeader;
import io.duplex.protocol.header.RowFlags;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.conflict.DecidedConflict;
import io.duplex.sink.conflict.Detection;
import io.duplex.sink.conflict.Resolution;
import io.duplex.sink.conflict.TablePolicy;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.mapping.RowFilterOptions;
import io.duplex.sink.server.SiteOptions;
import io.duplex.sink.transaction.CopiedRows;
import io.duplex.sink.transaction.LargeTransaction;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is noted to be settled with the source, site 7: messages are held back, so that the notes stay. */
class SettledConflictsIT {
    private static final int LOWER = 3;
    private static final int HIGHER = 9;
    private static final RowFlags COPIED = RowFlags.NONE.whileCopied();
    private static final Rows ITEM = Rows.of("item", "id", "code", "name");
    private static final Rows MESSAGE = Rows.of(
            new TableId("duplex_settlement", "row_state"),
            List.of(
                    "id",
                    "from_site",
                    "to_site",
                    "asks",
                    "table_schema",
                    "table_name",
                    "row_key",
                    "row_image",
                    "seen"));

    private static MySqlServer server;

    private final List<DecidedConflict> heard = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = MySqlServer.start(MySqlVersion.V8_0);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    /** A sink at this site, with these rows in its table. */
    private TransactionApplier sink(int site, String rows) throws Exception {
        return sink(site, rows, RowFilterOptions.NONE);
    }

    private TransactionApplier sink(int site, String rows, RowFilterOptions filters) throws Exception {
        server.execute(
                "DROP DATABASE IF EXISTS app", "DROP DATABASE IF EXISTS duplex", "DROP USER IF EXISTS 'sink'@'%'");
        TargetFixture target = new TargetFixture(server);
        server.execute(
                "GRANT ALL ON duplex_settlement.* TO 'sink'@'%'",
                "CREATE TABLE app.item (id INT PRIMARY KEY, code INT UNIQUE, name VARCHAR(9))",
                "INSERT INTO app.item VALUES " + rows);
        TablePolicy priority = new TablePolicy(Resolution.PRIORITY, Optional.empty(), Set.of());
        TransactionApplier sink = new TransactionApplier(
                target.connections(),
                new SiteOptions(OptionalInt.of(site), "channel", "duplex"),
                new ApplyOptions(
                        true,
                        false,
                        DefinerPolicy.AUTO,
                        new ConflictOptions(priority, Map.of(), Detection.IMAGE, true, 0, true),
                        filters),
                1,
                source -> heard::addAll);
        open.add(sink);
        sink.claim(SOURCE);
        Connection holding = server.connect();
        open.add(holding);
        try (Statement lock = holding.createStatement()) {
            lock.execute("LOCK TABLES duplex_settlement.row_state READ");
        }
        return sink;
    }

    private static String rows() {
        return server.rows("SELECT * FROM app.item ORDER BY id").toString();
    }

    private static String toSettle() {
        return server.rows("SELECT asks, row_key FROM duplex.settlement WHERE to_site = 7 ORDER BY id")
                .toString();
    }

    private static CopiedRows copied(DecodedImage... images) {
        CopyHeader header = new CopyHeader(7, GtidSet.EMPTY);
        return new CopiedRows(
                header,
                Arrays.stream(images)
                        .map(image -> new Received.CopiedRow(header, ITEM.copied(image), at(5)))
                        .toList(),
                at(5),
                at(5));
    }

    @Test
    void aCopiedRowDoesNotReplaceWhatTheSiteThatWinsHas() throws Exception {
        TransactionApplier sink = sink(LOWER, "(1, 10, 'equal'), (2, 20, 'here'), (3, 40, 'here')");

        sink.apply(copied(
                ITEM.image(1L, 10L, "equal"),
                ITEM.image(2L, 20L, "there"),
                ITEM.image(4L, 40L, "there"),
                ITEM.image(5L, 50L, "there"),
                ITEM.image(6L, null, "there")));

        assertThat(rows())
                .isEqualTo("[[1, 10, equal], [2, 20, here], [3, 40, here], [5, 50, there], [6, NULL, there]]");
        assertThat(server.rows("SELECT kind, decision, gtid, JSON_EXTRACT(row_key, '$.id') FROM duplex.conflict")
                        .toString())
                .isEqualTo("[[copy-differs, target, , 2], [copy-differs, target, , 4]]");
        assertThat(heard).hasSize(2);
        assertThat(toSettle())
                .isEqualTo("[[0, {\"id\": 2}], [0, {\"id\": 4}], [0, {\"id\": 3}], [1, [{\"id\": 5}, {\"id\": 6}]]]");
    }

    @Test
    void aCopiedRowThatMeetsAnotherIsAskedForWhereTheOtherSiteWins() throws Exception {
        TransactionApplier sink = sink(HIGHER, "(2, 20, 'here'), (3, 40, 'here')");

        sink.apply(copied(ITEM.image(2L, 20L, "there"), ITEM.image(4L, 40L, "there"), ITEM.image(5L, 50L, "there")));

        assertThat(rows()).isEqualTo("[[2, 20, here], [3, 40, here], [5, 50, there]]");
        assertThat(server.number("SELECT COUNT(*) FROM duplex.conflict")).isZero();
        assertThat(toSettle()).isEqualTo("[[1, {\"id\": 2}], [1, {\"id\": 3}], [1, {\"id\": 4}], [1, [{\"id\": 5}]]]");
    }

    @Test
    void rowsToBeCheckedThatAreGoneAreToldAndOthersAreNot() throws Exception {
        TransactionApplier sink = sink(HIGHER, "(2, 20, 'here')");

        sink.apply(transaction(
                1,
                MESSAGE.insert("a", 7L, 9L, 1L, "app", "item", "[{\"id\": 2}, {\"id\": 3}]", null, ""),
                MESSAGE.delete("a", 7L, 9L, 1L, "app", "item", "[{\"id\": 2}, {\"id\": 3}]", null, "")));

        assertThat(toSettle()).isEqualTo("[[0, {\"id\": 3}]]");
    }

    @Test
    void toASiteWithARowFilterRowsThatDoNotPassAreGoneAndItsOwnAreNobodyElses() throws Exception {
        TransactionApplier sink = sink(
                HIGHER,
                "(1, 10, 'here'), (2, 70, 'own'), (3, 30, 'here'), (4, 90, 'own'), (5, 20, 'here')",
                RowFilterOptions.from(Map.of("row.filter.app.item", "code < 50")));

        sink.apply(transaction(
                1, told(1, "60"), told(2, "80"), told(3, "40"), MESSAGE.insert(message(4, null)), told(5, "20")));

        assertThat(rows()).isEqualTo("[[2, 70, own], [3, 40, told], [4, 90, own], [5, 20, told]]");
        assertThat(toSettle()).isEqualTo("[[1, {\"id\": 1}], [1, {\"id\": 3}], [1, {\"id\": 5}]]");
    }

    private static Received.Row told(int id, String code) {
        return MESSAGE.insert(message(id, "{\"id\": " + id + ", \"code\": " + code + ", \"name\": \"told\"}"));
    }

    private static @Nullable Object[] message(int id, @Nullable String row) {
        return new @Nullable Object[] {"m" + id, 7L, 9L, 0L, "app", "item", "{\"id\": " + id + "}", row, ""};
    }

    @Test
    void changesThatTheCopyHasBroughtFitAndOthersAreDecided() throws Exception {
        TransactionApplier sink = sink(LOWER, "(1, 10, 'new'), (2, 20, 'old'), (3, 30, 'here')");

        sink.apply(transaction(
                1,
                Rows.withFlags(ITEM.update(ITEM.image(1L, 10L, "old"), ITEM.image(1L, 10L, "new")), COPIED),
                Rows.withFlags(ITEM.update(ITEM.image(2L, 20L, "old"), ITEM.image(2L, 20L, "new")), COPIED),
                Rows.withFlags(ITEM.delete(4L, 40L, "gone"), COPIED),
                Rows.withFlags(ITEM.insert(5L, 50L, "new"), COPIED)));
        assertThat(server.value("SELECT last_gtid FROM duplex.applied_transaction"))
                .isEqualTo(TargetFixture.gtid(1).toString());
        sink.apply(transaction(
                2, Rows.withFlags(ITEM.update(ITEM.image(3L, 30L, "old"), ITEM.image(3L, 30L, "new")), COPIED)));

        assertThat(rows()).isEqualTo("[[1, 10, new], [2, 20, new], [3, 30, here], [5, 50, new]]");
        assertThat(heard)
                .singleElement()
                .satisfies(one -> assertThat(one.key().get(0)).isEqualTo(3L));
    }

    @Test
    void aTransactionTooLargeForMemoryIsDecidedInItsParts() throws Exception {
        TransactionApplier sink = sink(HIGHER, "(1, 10, 'here'), (2, 30, 'here'), (3, 99, 'here')");

        sink.begin(new LargeTransaction.Start(header(1), at(10), at(10)));
        sink.apply(part(ITEM.insert(5L, 50L, "fits"), ITEM.insert(6L, 10L, "taken")));
        sink.apply(part(
                ITEM.update(ITEM.image(6L, 10L, "taken"), ITEM.image(6L, 30L, "again")),
                ITEM.delete(3L, 31L, "differs")));
        assertThat(heard).isEmpty();
        sink.commit(new LargeTransaction.End(header(1), 4, at(10), at(19)));

        assertThat(rows()).isEqualTo("[[5, 50, fits], [6, 30, again]]");
        assertThat(server.rows("SELECT kind, decision FROM duplex.conflict ORDER BY id")
                        .toString())
                .isEqualTo("[[insert-exists, source], [update-taken, source], [delete-differs, source]]");
        assertThat(heard).hasSize(3);
        assertThat(toSettle())
                .isEqualTo(
                        "[[1, {\"id\": 6}], [1, {\"id\": 1}], [1, {\"id\": 6}], [1, {\"id\": 2}], [1, {\"id\": 3}]]");
    }

    @Test
    void messagesInATransactionTooLargeForMemoryAreTaken() throws Exception {
        TransactionApplier sink = sink(HIGHER, "(1, 10, 'here')");
        Object[] message = {
            "a", 7L, 9L, 0L, "app", "item", "{\"id\": 1}", "{\"id\": 1, \"code\": 10, \"name\": \"told\"}", ""
        };

        sink.begin(new LargeTransaction.Start(header(1), at(10), at(10)));
        sink.apply(part(MESSAGE.insert(message)));
        sink.apply(part(MESSAGE.delete(message)));
        sink.commit(new LargeTransaction.End(header(1), 2, at(10), at(19)));

        assertThat(rows()).isEqualTo("[[1, 10, told]]");
        assertThat(toSettle()).isEqualTo("[[1, {\"id\": 1}]]");
    }

    private static LargeTransaction.Part part(Received.Row... rows) {
        return new LargeTransaction.Part(header(1), List.of(rows), at(11), at(12));
    }
}
