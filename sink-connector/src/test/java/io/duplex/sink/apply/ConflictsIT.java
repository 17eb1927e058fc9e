// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import static io.duplex.sink.apply.TargetFixture.SOURCE;
import static io.duplex.sink.apply.TargetFixture.transaction;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.sink.conflict.ConflictKind;
import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.conflict.DecidedConflict;
import io.duplex.sink.conflict.Decision;
import io.duplex.sink.conflict.Detection;
import io.duplex.sink.conflict.Resolution;
import io.duplex.sink.conflict.TablePolicy;
import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kind of conflict under each resolution. The source is site 7. */
class ConflictsIT {
    private static final int LOWER = 3;
    private static final int HIGHER = 9;
    private static final Rows ITEM = Rows.of("item", "id", "code", "version", "name");

    /**
     * A change that does not fit.
     *
     * @param present rows of the target
     * @param taken rows when the change wins
     */
    private record Case(ConflictKind kind, String present, Received.Row change, String taken) {}

    /** The change has version 6, the rows in its way 5. */
    private static final List<Case> CASES = List.of(
            new Case(
                    ConflictKind.INSERT_EXISTS,
                    "(1, 10, 5, 'here')",
                    ITEM.insert(1L, 10L, 6L, "there"),
                    "[[1, 10, 6, there]]"),
            new Case(
                    ConflictKind.INSERT_EXISTS,
                    "(2, 10, 5, 'here'), (1, 20, 5, 'here'), (3, 30, 5, 'other')",
                    ITEM.insert(1L, 10L, 6L, "there"),
                    "[[1, 10, 6, there], [3, 30, 5, other]]"),
            new Case(
                    ConflictKind.UPDATE_MISSING,
                    "(3, 30, 5, 'other')",
                    ITEM.update(ITEM.image(1L, 10L, 5L, "was"), ITEM.image(1L, 11L, 6L, "there")),
                    "[[1, 11, 6, there], [3, 30, 5, other]]"),
            new Case(
                    ConflictKind.UPDATE_DIFFERS,
                    "(1, 10, 5, 'here')",
                    ITEM.update(ITEM.image(1L, 10L, 4L, "was"), ITEM.image(1L, 11L, 6L, "there")),
                    "[[1, 11, 6, there]]"),
            new Case(
                    ConflictKind.UPDATE_DIFFERS,
                    "(1, 10, 5, 'Was')",
                    ITEM.update(ITEM.image(1L, 10L, 5L, "was"), ITEM.image(2L, null, 6L, "there")),
                    "[[2, NULL, 6, there]]"),
            new Case(
                    ConflictKind.UPDATE_TAKEN,
                    "(1, 10, 5, 'was'), (2, 20, 5, 'here')",
                    ITEM.update(ITEM.image(1L, 10L, 5L, "was"), ITEM.image(1L, 20L, 6L, "there")),
                    "[[1, 20, 6, there]]"),
            new Case(ConflictKind.DELETE_DIFFERS, "(1, 10, 5, 'here')", ITEM.delete(1L, 10L, 6L, "was"), "[]"));

    private final List<TransactionApplier> appliers = new ArrayList<>();
    private final List<MySqlServer> servers = new ArrayList<>();
    private final List<DecidedConflict> heard = new ArrayList<>();

    @AfterEach
    void stop() {
        close();
        servers.forEach(MySqlServer::close);
    }

    private MySqlServer server(MySqlVersion version) {
        Assumptions.assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        MySqlServer server = MySqlServer.start(version);
        servers.add(server);
        return server;
    }

    private void close() {
        appliers.forEach(TransactionApplier::close);
        appliers.clear();
    }

    private static ConflictOptions options(TablePolicy policy) {
        return new ConflictOptions(policy, Map.of(), Detection.IMAGE, true, 0, false);
    }

    private static TablePolicy policy(Resolution resolution, String... counters) {
        return new TablePolicy(resolution, Optional.of("version"), Set.of(counters));
    }

    private TransactionApplier applier(TargetFixture target, int site, ConflictOptions options) {
        TransactionApplier applier = new TransactionApplier(
                target.connections(),
                target.site(site, "channel-" + site),
                new ApplyOptions(true, false, DefinerPolicy.AUTO, options),
                1,
                source -> heard::addAll);
        appliers.add(applier);
        applier.claim(SOURCE);
        return applier;
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void eachKindOfConflictIsDecidedAndNoted(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = new TargetFixture(server);
        server.execute("CREATE TABLE app.item (id INT PRIMARY KEY, code INT UNIQUE, version INT, name VARCHAR(9))");
        applier(target, LOWER, options(TablePolicy.STOP));
        close();
        for (Case one : CASES) {
            boolean wins = one.kind() != ConflictKind.UPDATE_MISSING;
            decided(server, target, one, Resolution.SOURCE, LOWER, Decision.SOURCE);
            decided(server, target, one, Resolution.TARGET, LOWER, Decision.TARGET);
            decided(server, target, one, Resolution.PRIORITY, LOWER, Decision.TARGET);
            decided(server, target, one, Resolution.PRIORITY, HIGHER, Decision.SOURCE);
            decided(server, target, one, Resolution.LATEST, LOWER, wins ? Decision.SOURCE : Decision.TARGET);
            refused(server, target, one);
        }
    }

    private void decided(
            MySqlServer server, TargetFixture target, Case one, Resolution resolution, int site, Decision decision) {
        server.execute("DELETE FROM app.item", "INSERT INTO app.item VALUES " + one.present());
        server.execute("DELETE FROM duplex.site");
        TargetFixture.forgetGtids(server);
        List<List<String>> before = server.rows("SELECT * FROM app.item ORDER BY id");
        TransactionApplier applier = applier(target, site, options(policy(resolution)));

        applier.apply(transaction(1, ITEM.insert(50L, 50L, 1L, "fits"), one.change()));

        String name = one.kind() + " " + one.change().change().after() + " " + resolution + " at " + site;
        server.execute("DELETE FROM app.item WHERE id = 50");
        assertThat(server.rows("SELECT * FROM app.item ORDER BY id").toString())
                .as(name)
                .isEqualTo(decision == Decision.SOURCE ? one.taken() : before.toString());
        assertThat(server.rows("SELECT kind, resolution, decision, origin_site, table_schema, table_name,"
                                + " JSON_EXTRACT(row_key, '$.id'), JSON_VALID(before_image), JSON_VALID(after_image),"
                                + " JSON_VALID(present_rows) FROM duplex.conflict")
                        .toString())
                .as(name)
                .isEqualTo("[[" + one.kind().value() + ", " + resolution.value() + ", " + decision.value() + ", 7, app,"
                        + " item, 1, " + (one.kind() == ConflictKind.INSERT_EXISTS ? "NULL" : "1") + ", "
                        + (one.kind() == ConflictKind.DELETE_DIFFERS ? "NULL" : "1") + ", 1]]");
        assertThat(heard).as(name).singleElement().satisfies(conflict -> {
            assertThat(conflict.table()).isEqualTo(one.change().table());
            assertThat(conflict.cause().kind()).isEqualTo(one.kind());
            assertThat(conflict.cause().decision()).isEqualTo(decision);
        });
        heard.clear();
        server.execute("DELETE FROM duplex.conflict");
        close();
    }

    private void refused(MySqlServer server, TargetFixture target, Case one) {
        server.execute("DELETE FROM app.item", "INSERT INTO app.item VALUES " + one.present());
        server.execute("DELETE FROM duplex.site");
        TargetFixture.forgetGtids(server);
        List<List<String>> before = server.rows("SELECT * FROM app.item ORDER BY id");
        TransactionApplier applier = applier(target, LOWER, options(TablePolicy.STOP));

        assertThatThrownBy(() -> applier.apply(transaction(1, one.change())))
                .isInstanceOf(ApplyFailure.class)
                .hasMessageContaining(TargetFixture.gtid(1).toString())
                .hasMessageContaining("app.item");

        assertThat(server.rows("SELECT * FROM app.item ORDER BY id")).isEqualTo(before);
        assertThat(server.number("SELECT COUNT(*) FROM duplex.conflict")).isZero();
        close();
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void countersAreMergedAndOthersFollowTheWinner(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = new TargetFixture(server);
        TransactionApplier applier = applier(target, LOWER, options(policy(Resolution.TARGET, "code")));
        server.execute(
                "CREATE TABLE app.item (id INT PRIMARY KEY, code INT, version INT, name VARCHAR(9))",
                "INSERT INTO app.item VALUES (1, 105, 5, 'here'), (2, 105, 5, 'was'), (3, 7, 5, 'here')");

        applier.apply(transaction(
                1,
                ITEM.update(ITEM.image(1L, 100L, 5L, "was"), ITEM.image(1L, 97L, 6L, "there")),
                ITEM.update(ITEM.image(2L, 100L, 5L, "was"), ITEM.image(2L, 110L, 5L, "was")),
                ITEM.update(ITEM.image(3L, 7L, 5L, "was"), ITEM.image(3L, 7L, 6L, "there"))));

        assertThat(server.rows("SELECT * FROM app.item ORDER BY id").toString())
                .isEqualTo("[[1, 102, 5, here], [2, 115, 5, was], [3, 7, 5, here]]");
        assertThat(server.rows("SELECT decision FROM duplex.conflict ORDER BY id")
                        .toString())
                .isEqualTo("[[merged], [merged], [target]]");
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void whatAnUndoneTransactionDecidedIsNeitherNotedNorCounted(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = new TargetFixture(server);
        TransactionApplier applier = applier(target, LOWER, options(policy(Resolution.SOURCE)));
        server.execute(
                "CREATE TABLE app.parent (id INT PRIMARY KEY)",
                "CREATE TABLE app.item (id INT PRIMARY KEY, code INT, version INT, name VARCHAR(9),"
                        + " FOREIGN KEY (code) REFERENCES app.parent (id))");

        assertThatThrownBy(() -> applier.apply(transaction(
                        1,
                        ITEM.update(ITEM.image(1L, null, 5L, "was"), ITEM.image(1L, null, 6L, "there")),
                        ITEM.insert(2L, 99L, 1L, "orphan"))))
                .isInstanceOf(ApplyFailure.class)
                .hasMessageContaining("1452");

        assertThat(server.number("SELECT COUNT(*) FROM app.item")).isZero();
        assertThat(server.number("SELECT COUNT(*) FROM duplex.conflict")).isZero();
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = MySqlVersion.class,
            names = {"V5_7", "V8_0"})
    void oldDecisionsAreDeleted(MySqlVersion version) {
        MySqlServer server = server(version);
        TargetFixture target = new TargetFixture(server);
        applier(target, LOWER, options(policy(Resolution.SOURCE)));
        server.execute(
                "CREATE TABLE app.item (id INT PRIMARY KEY, code INT, version INT, name VARCHAR(9))",
                "INSERT INTO duplex.conflict (channel, source, gtid, origin_site, origin_gtid, table_schema,"
                        + " table_name, row_key, kind, resolution, decision, present_rows, decided_at) VALUES"
                        + " ('c', 's', 'g', 1, 'g', 'a', 't', '{}', 'k', 'source', 'source', '[]',"
                        + " NOW() - INTERVAL 9 DAY)");
        close();
        TransactionApplier applier = applier(
                target,
                LOWER,
                new ConflictOptions(policy(Resolution.SOURCE), Map.of(), Detection.IMAGE, true, 7, false));

        applier.apply(transaction(1, ITEM.delete(1L, 1L, 1L, "gone")));

        assertThat(server.rows("SELECT kind FROM duplex.conflict").toString()).isEqualTo("[[delete-missing]]");
    }
}
