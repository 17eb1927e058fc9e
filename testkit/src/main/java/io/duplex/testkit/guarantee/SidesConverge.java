// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** When the writing has stopped, all servers come to hold equal databases, tables, views and rows. */
public final class SidesConverge implements Guarantee {
    private static final String METADATA = "duplex";
    private static final int SHOWN = 5;

    private final Duration limit;
    private final List<MySqlServer> servers;
    private final Set<String> ignored;

    public SidesConverge(Duration limit, MySqlServer... servers) {
        this(limit, Set.of(METADATA), servers);
    }

    /** Leaves databases out, which must name Duplex's own then. */
    public SidesConverge(Duration limit, Set<String> ignored, MySqlServer... servers) {
        this.limit = limit;
        this.ignored = Set.copyOf(ignored);
        this.servers = List.of(servers);
    }

    @Override
    public void verify() {
        Eventually.get("all sides are equal", limit, () -> {
            List<String> differences = differences();
            if (!differences.isEmpty()) {
                throw new IllegalStateException(String.join("\n", differences));
            }
            return Optional.of(true);
        });
    }

    private List<String> differences() {
        List<String> differences = new ArrayList<>();
        MySqlServer first = servers.get(0);
        for (MySqlServer other : servers.subList(1, servers.size())) {
            Set<String> databases = databases(first);
            if (!databases.equals(databases(other))) {
                differences.add("databases: " + first + " " + databases + ", " + other + " " + databases(other));
            } else {
                databases.forEach(database -> differences.addAll(compare(first, other, database)));
            }
        }
        return differences;
    }

    private Set<String> databases(MySqlServer server) {
        Set<String> names = new TreeSet<>();
        server.rows("SHOW DATABASES").forEach(row -> names.add(row.get(0)));
        names.removeAll(Set.of("mysql", "sys", "performance_schema", "information_schema"));
        names.removeAll(ignored);
        return names;
    }

    private static List<String> compare(MySqlServer a, MySqlServer b, String database) {
        List<String> differences = new ArrayList<>();
        List<String> tables = TableImage.names(a, database);
        if (!tables.equals(TableImage.names(b, database))) {
            return List.of(
                    "tables of " + database + ": " + a + " " + tables + ", " + b + " " + TableImage.names(b, database));
        }
        // Versions print the same definition differently.
        if (a.version() == b.version()) {
            definition(a, b, "SHOW CREATE DATABASE " + TableImage.quoted(database), differences);
            views(a, b, database, differences);
        }
        for (String table : tables) {
            TableImage image = TableImage.read(a, database, table);
            int before = differences.size();
            if (a.version() == b.version()) {
                definition(a, b, "SHOW CREATE TABLE " + image.qualified(), differences);
            }
            if (differences.size() == before && !image.checksum(a).equals(image.checksum(b))) {
                differences.add(rows(a, b, image));
            }
        }
        return differences;
    }

    private static void views(MySqlServer a, MySqlServer b, String database, List<String> differences) {
        String query = "SELECT TABLE_NAME FROM information_schema.VIEWS WHERE TABLE_SCHEMA = "
                + TableImage.literal(database) + " ORDER BY BINARY TABLE_NAME";
        List<List<String>> views = a.rows(query);
        if (!views.equals(b.rows(query))) {
            differences.add("views of " + database + ": " + a + " " + views + ", " + b + " " + b.rows(query));
            return;
        }
        for (List<String> view : views) {
            String name = TableImage.quoted(database) + "." + TableImage.quoted(view.get(0));
            definition(a, b, "SHOW CREATE VIEW " + name, differences);
        }
    }

    private static void definition(MySqlServer a, MySqlServer b, String show, List<String> differences) {
        String ofA = definition(a, show);
        String ofB = definition(b, show);
        if (!ofA.equals(ofB)) {
            differences.add("%s:%n  %s: %s%n  %s: %s".formatted(show, a, ofA, b, ofB));
        }
    }

    private static String definition(MySqlServer server, String show) {
        // The next id is no content: a replica that never generated one has another.
        String text = server.rows(show).get(0).get(1).replaceAll(" AUTO_INCREMENT=\\d+", "");
        // The definer is the sink's user where that one may not create objects for others.
        text = text.replaceAll(" DEFINER=`(?:[^`]|``)*`@`(?:[^`]|``)*`", "");
        // CREATE TABLE ... SELECT is logged with explicit column definitions; the default collation is then printed.
        for (List<String> charset :
                server.rows("SELECT CHARACTER_SET_NAME, DEFAULT_COLLATE_NAME FROM information_schema.CHARACTER_SETS")) {
            String shortForm = " CHARACTER SET " + charset.get(0);
            text = text.replace(shortForm + " COLLATE " + charset.get(1), shortForm);
        }
        return text;
    }

    private static String rows(MySqlServer a, MySqlServer b, TableImage image) {
        List<List<String>> ofA = image.rows(a);
        List<List<String>> ofB = image.rows(b);
        return "rows of " + image.qualified() + describe(image, a, TableImage.without(ofA, ofB))
                + describe(image, b, TableImage.without(ofB, ofA));
    }

    private static String describe(TableImage image, MySqlServer server, List<List<String>> rows) {
        StringBuilder text = new StringBuilder("%n  only %s (%d):".formatted(server, rows.size()));
        rows.stream()
                .limit(SHOWN)
                .forEach(row -> text.append("%n    ".formatted()).append(image.describe(row)));
        return text.toString();
    }
}
