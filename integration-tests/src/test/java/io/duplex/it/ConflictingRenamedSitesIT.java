// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.it.ConflictingWriters.Table;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As {@link ConflictingSitesIT}, with other names of the table and its version column at the second site. Both
 * resolutions, and a row filter at the first site, take {@code -Dduplex.mapping.all=true}.
 */
class ConflictingRenamedSitesIT {
    private static final Duration WRITING = Duration.ofSeconds(Integer.getInteger("duplex.conflict.seconds", 8));
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final boolean ALL = Boolean.getBoolean("duplex.mapping.all");
    private static final Table ITEM = Table.ITEM;
    private static final Table THING = new Table("shop.thing", "stamp");
    private static final String TABLE = "CREATE TABLE app.item (id INT PRIMARY KEY, code INT UNIQUE, n INT NOT NULL,"
            + " version BIGINT NOT NULL, note VARCHAR(40))";

    private static final String ALL_ROWS = "TRUE";

    static Stream<Arguments> resolutions() {
        return Stream.of(
                        Arguments.of("latest", ALL_ROWS),
                        Arguments.of("priority", ALL_ROWS),
                        Arguments.of("latest", "code < 6"),
                        Arguments.of("priority", "code < 6"))
                .limit(ALL ? 4 : 1);
    }

    /** The first site takes only rows that pass the filter; those are equal in the end. */
    @ParameterizedTest
    @MethodSource("resolutions")
    void allRowsAreEqualAfterwards(String resolution, String filter) throws Exception {
        long seed = Seeds.next("conflicts");
        try (Site one = Site.start(1, MySqlVersion.V8_0);
                Site two = Site.start(2, MySqlVersion.V8_0);
                Replication replication = Replication.shared()) {
            one.server().execute("CREATE DATABASE app", TABLE);
            replication.source(two, Map.of("snapshot.mode", "no_data"));
            Map<String, String> filtering = options(resolution, THING, ITEM);
            if (!filter.equals(ALL_ROWS)) {
                filtering.put("row.filter." + ITEM.name(), filter);
            }
            replication.sink(two, one, filtering);
            replication.source(one, Map.of());
            replication.sink(one, two, options(resolution, ITEM, THING));
            one.server().execute("INSERT INTO app.item VALUES (1, 1, 0, 0, 'first')");
            awaitRow(two.server(), THING, 1);
            two.server().execute(THING.in("INSERT INTO app.item VALUES (2, 2, 0, 0, 'second')"));
            awaitRow(one.server(), ITEM, 2);

            try (ConflictingWriters atOne = ConflictingWriters.start(one.server(), ITEM, "one", seed);
                    ConflictingWriters atTwo = ConflictingWriters.start(two.server(), THING, "two", seed + 1)) {
                Thread.sleep(WRITING.toMillis());
                atOne.stop();
                atTwo.stop();
                System.out.println(resolution + " transactions: " + atOne.committed() + " and " + atTwo.committed());
            }

            awaitEqual(one.server(), two.server(), filter);
            Settlements.await(LIMIT, one.server(), two.server());
            awaitEqual(one.server(), two.server(), filter);
            for (Site site : List.of(one, two)) {
                List<List<String>> decisions = site.server()
                        .rows(
                                "SELECT kind, decision, COUNT(*) FROM duplex.conflict GROUP BY kind, decision ORDER BY 1, 2");
                System.out.println(resolution + " at site " + site.id() + ": " + decisions);
                assertThat(decisions).isNotEmpty();
                assertThat(site.server().number("SELECT COUNT(*) FROM duplex_settlement.row_state"))
                        .isZero();
            }
        }
    }

    private static Map<String, String> options(String resolution, Table from, Table to) {
        Map<String, String> options =
                new HashMap<>(Map.of("conflict.resolution", resolution, "conflict.version.column", to.version()));
        options.put(
                "table.mapping",
                from.name() + ":" + to.name() + ", " + from.name() + "." + from.version() + ":" + to.version() + ", "
                        + database(from) + ".*:" + database(to) + ".*");
        return options;
    }

    private static String database(Table table) {
        return table.name().substring(0, table.name().indexOf('.'));
    }

    private static void awaitEqual(MySqlServer one, MySqlServer two, String filter) {
        String rows = "SELECT id, code, n, version, note FROM app.item WHERE " + filter + " ORDER BY id";
        Eventually.passes(
                "equal rows", LIMIT, () -> assertThat(two.rows(THING.in(rows))).isEqualTo(one.rows(rows)));
        assertThat(two.number("SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'app'"))
                .isZero();
    }

    private static void awaitRow(MySqlServer server, Table table, int id) {
        Eventually.get("row " + id + " is at " + server, LIMIT, () -> {
            boolean found = server.number("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '"
                                    + database(table) + "'")
                            == 1
                    && server.number("SELECT COUNT(*) FROM " + table.name() + " WHERE id = " + id) == 1;
            return found ? Optional.of(true) : Optional.empty();
        });
    }
}
