// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.guarantee.GtidCount;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Sites that replicate into each other and each server's transactions, counted exactly: whatever comes back, or twice, is
 * one too many, and what is lost is one too few.
 */
final class SiteGroup implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Pattern STATEMENT = Pattern.compile("(?i)(CREATE|ALTER|DROP|RENAME|TRUNCATE)\\b.*");

    private final List<Site> sites = new ArrayList<>();
    private final List<Site> started = new ArrayList<>();
    private final Map<Site, Long> expected = new LinkedHashMap<>();
    private Cost cost;
    private int written;
    private Set<String> ignored = Set.of("duplex");

    /** How many transactions a server executes for one of a user's, at this site or another one. */
    @FunctionalInterface
    interface Cost {
        long at(Site site, Site user, boolean statement);

        /** A DDL statement is executed between its intent and its end. */
        static long applied(boolean statement) {
            return statement ? 3 : 1;
        }

        /** What a site sends does not come back to it. */
        static long direct(Site site, Site user, boolean statement) {
            return site.equals(user) ? 1 : applied(statement);
        }

        /** What a site sends comes back to its sink, which only notes that. */
        static long returning(Site site, Site user, boolean statement) {
            return site.equals(user) ? 2 : applied(statement);
        }
    }

    private SiteGroup(Cost cost) {
        this.cost = cost;
    }

    /** Starts so many sites of a version, numbered from 1. */
    static SiteGroup start(int count, MySqlVersion version, MarkModes mode, Cost cost) {
        SiteGroup group = new SiteGroup(cost);
        boolean ready = false;
        try {
            for (int id = 1; id <= count; id++) {
                group.started.add(Site.start(id, version));
            }
            group.sites.addAll(group.started);
            mode.grant(group.sites.toArray(Site[]::new));
            ready = true;
            return group;
        } finally {
            if (!ready) {
                group.close();
            }
        }
    }

    Site site(int id) {
        return sites.get(id - 1);
    }

    /** Returns the sites that still count. */
    List<Site> members() {
        return sites.stream()
                .filter(site -> expected.isEmpty() || expected.containsKey(site))
                .toList();
    }

    MySqlServer[] servers() {
        return members().stream().map(Site::server).toArray(MySqlServer[]::new);
    }

    /** The sinks set up their metadata when the first changes come: some from each site, before counting. */
    void warmUp() {
        site(1).server()
                .execute(
                        "CREATE DATABASE IF NOT EXISTS app",
                        "CREATE TABLE IF NOT EXISTS app.item (id INT PRIMARY KEY, n INT NOT NULL, note VARCHAR(40))");
        for (Site from : sites) {
            awaitEverywhere("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'"
                    + " AND table_name = 'item'");
            from.server().execute("INSERT INTO app.item VALUES (" + -from.id() + ", 0, 'first')");
            awaitEverywhere("SELECT COUNT(*) FROM app.item WHERE id = " + -from.id());
        }
        awaitRest();
    }

    /** Waits until the query counts one at each site. */
    void awaitEverywhere(String query) {
        for (Site site : sites) {
            Eventually.holds(
                    query + " at " + site.name(), LIMIT, () -> site.server().number(query) == 1);
        }
    }

    /** Waits until nothing happens, and counts from there. */
    void awaitRest() {
        List<Site> members = members();
        Eventually.holds("all to come to rest", LIMIT, () -> {
            long before = total(members);
            Eventually.pause(Duration.ofMillis(1_500));
            return before == total(members);
        });
        members.forEach(site -> expected.put(site, GtidCount.of(site.server())));
    }

    private static long total(List<Site> members) {
        return members.stream().mapToLong(site -> GtidCount.of(site.server())).sum();
    }

    /** A site is gone, and the others replicate in another way. */
    void without(Site gone, Cost next) {
        expected.remove(gone);
        cost = next;
    }

    /** Another server has taken a site's place. */
    void replaced(Site former, Site successor) {
        sites.set(former.id() - 1, successor);
        expected.put(successor, Objects.requireNonNull(expected.remove(former)));
    }

    /** As a user of the site does, each one a transaction of its own. */
    void execute(Site at, String... statements) {
        for (String sql : statements) {
            at.server().execute(sql);
            expect(at, STATEMENT.matcher(sql).matches());
        }
    }

    /** A user of the site has committed one transaction, or DDL statement. */
    void expect(Site at, boolean statement) {
        expected.replaceAll((site, count) -> count + cost.at(site, at, statement));
    }

    /** A server executes so many besides. */
    void expectBesides(Site at, long transactions) {
        expected.merge(at, transactions, Long::sum);
    }

    /** Waits until all servers have executed what they had to, and nothing else, and are equal. */
    void awaitExpected(String what) {
        Eventually.holds(
                what,
                LIMIT,
                () -> expected.entrySet().stream()
                        .allMatch(one -> GtidCount.of(one.getKey().server()) >= one.getValue()));
        requireExpected(what);
        awaitEqual();
    }

    /** Waits until all servers are equal. */
    void awaitEqual() {
        new SidesConverge(LIMIT, ignored, servers()).verify();
    }

    /** Leaves a database out that each site has for itself. */
    void keepApart(String database) {
        ignored = Set.of("duplex", database);
    }

    /** Nothing happens any more for so long. */
    void requireQuiet(Duration time) {
        Eventually.pause(time);
        requireExpected(time + " without changes");
    }

    private void requireExpected(String when) {
        expected.forEach((site, count) -> assertThat(GtidCount.of(site.server()))
                .as(() ->
                        "transactions of site " + site.id() + " after " + when + "; its log ends with " + logged(site))
                .isEqualTo(count));
    }

    /** Returns how often the last log has transactions of each kind, by the tables that they change. */
    private static Map<String, Integer> logged(Site site) {
        List<List<String>> files = site.server().rows("SHOW BINARY LOGS");
        String file = files.get(files.size() - 1).get(0);
        Map<String, Integer> kinds = new TreeMap<>();
        StringBuilder kind = new StringBuilder();
        for (List<String> event : site.server().rows("SHOW BINLOG EVENTS IN '" + file + "'")) {
            String type = event.get(2);
            if (type.equals("Gtid") && !kind.isEmpty()) {
                kinds.merge(kind.toString(), 1, Integer::sum);
                kind.setLength(0);
            } else if (type.equals("Table_map") || type.endsWith("_rows") || type.equals("Query")) {
                kind.append(type.equals("Table_map") || type.equals("Query") ? event.get(5) : type)
                        .append("; ");
            }
        }
        return kinds;
    }

    /** All sites write at the same time, then in each other's rows, then structure, then many rows at once. */
    void writeEverywhere(int rounds) {
        int first = written;
        written += rounds;
        for (int round = 0; round < rounds; round++) {
            int number = first + round;
            each(site -> execute(
                    site, "INSERT INTO app.item VALUES (" + id(site, number) + ", 0, 'of site " + site.id() + "')"));
            if (round % 3 == 2) {
                each(site -> execute(
                        site,
                        "UPDATE app.item SET n = n + 1 WHERE id = " + id(site, number - 1),
                        "DELETE FROM app.item WHERE id = " + id(site, number - 2)));
            }
        }
        awaitExpected("all sites have written rows");
        List<Site> members = members();
        for (int i = 0; i < members.size(); i++) {
            Site owner = members.get(i);
            execute(
                    members.get((i + 1) % members.size()),
                    "UPDATE app.item SET note = 'changed elsewhere' WHERE id = " + id(owner, written - 1));
        }
        awaitExpected("all sites have changed each other's rows");
        each(site -> {
            String table = "app.of_site_" + site.id();
            execute(
                    site,
                    "CREATE TABLE " + table + " (id INT AUTO_INCREMENT PRIMARY KEY, v INT)",
                    "INSERT INTO " + table + " (v) VALUES (1), (2)",
                    "ALTER TABLE " + table + " ADD w INT NOT NULL DEFAULT 7",
                    "INSERT INTO " + table + " (v, w) SELECT v, w FROM " + table);
        });
        awaitExpected("all sites have changed the structure");
        each(site -> execute(site, "DROP TABLE app.of_site_" + site.id()));
        Site last = members.get(members.size() - 1);
        execute(
                last,
                "INSERT INTO app.item SELECT id + 100000 * " + written + ", n, 'many' FROM app.item"
                        + " WHERE id BETWEEN 10000 AND 99999");
        awaitExpected("many rows at once");
    }

    private void each(Consumer<Site> work) {
        members().forEach(work);
    }

    private static int id(Site site, int number) {
        return 10_000 * site.id() + number;
    }

    @Override
    public void close() {
        started.forEach(Site::close);
    }
}
