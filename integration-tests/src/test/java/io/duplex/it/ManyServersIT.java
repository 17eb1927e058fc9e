// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Scenarios b and c: several sources into one table, and one source into several targets. */
class ManyServersIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TABLE =
            "CREATE TABLE app.measure (site INT, n INT, v VARCHAR(20) NOT NULL, PRIMARY KEY (site, n))";

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void twoSourcesFillOneTable(MySqlVersion version) {
        Versions.assumeAvailable(version);
        try (Site one = Site.start(1, version);
                Site two = Site.start(2, version);
                Site target = Site.start(3, version);
                Replication replication = Replication.shared()) {
            for (Site source : new Site[] {one, two}) {
                source.server().execute("CREATE DATABASE app", TABLE);
                write(source, 0, 50);
            }
            for (Site source : new Site[] {one, two}) {
                replication.source(source, Map.of());
                replication.sink(source, target, Map.of());
                write(source, 50, 100);
            }
            one.server().execute("UPDATE app.measure SET v = 'changed' WHERE n % 3 = 0");
            two.server().execute("DELETE FROM app.measure WHERE n % 4 = 0");

            for (Site source : new Site[] {one, two}) {
                String rows = "SELECT * FROM app.measure WHERE site = " + source.id() + " ORDER BY n";
                Eventually.holds(
                        "the rows of " + source.name(),
                        LIMIT,
                        () -> target.server().rows(rows).equals(source.server().rows(rows)));
            }
            assertThat(target.server().number("SELECT COUNT(*) FROM app.measure"))
                    .isEqualTo(175);
        }
    }

    private static void write(Site site, int from, int to) {
        for (int n = from; n < to; n++) {
            site.server().execute("INSERT INTO app.measure VALUES (" + site.id() + ", " + n + ", 'v" + n + "')");
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void oneSourceIsSplitByTable(MySqlVersion version) {
        Versions.assumeAvailable(version);
        try (Site source = Site.start(1, version);
                Site left = Site.start(2, version);
                Site right = Site.start(3, version);
                Replication replication = Replication.shared()) {
            source.server()
                    .execute(
                            "CREATE DATABASE app",
                            "CREATE TABLE app.l (id INT PRIMARY KEY)",
                            "CREATE TABLE app.r (id INT PRIMARY KEY)",
                            "INSERT INTO app.l VALUES (1), (2)",
                            "INSERT INTO app.r VALUES (10), (20)");
            replication.source(source, Map.of());
            replication.sink(source, left, Map.of("table.include.list", "app[.]l"));
            replication.sink(source, right, Map.of("table.include.list", "app[.]r"));
            source.server().transaction("INSERT INTO app.l VALUES (3)", "INSERT INTO app.r VALUES (30)");
            source.server().execute("ALTER TABLE app.l ADD v INT", "UPDATE app.l SET v = id * 2 WHERE id > 1");

            Eventually.holds(
                    "app.l on the left", LIMIT, () -> rows(left, "app.l").equals(rows(source, "app.l")));
            Eventually.holds(
                    "app.r on the right", LIMIT, () -> rows(right, "app.r").equals(rows(source, "app.r")));
            assertThat(tables(left)).isEqualTo("[[l]]");
            assertThat(tables(right)).isEqualTo("[[r]]");
        }
    }

    private static String rows(Site site, String table) {
        String name = table.substring(table.indexOf('.') + 1);
        boolean exists = tables(site).contains("[" + name + "]");
        return exists
                ? site.server().rows("SELECT * FROM " + table + " ORDER BY id").toString()
                : "no table " + table;
    }

    private static String tables(Site site) {
        return site.server()
                .rows("SELECT table_name FROM information_schema.tables WHERE table_schema = 'app' ORDER BY 1")
                .toString();
    }
}
