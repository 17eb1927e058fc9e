// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.TransactionHeader;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.header.Header;

/**
 * What each transaction in a site's binlog is: one of its users, which was sent once; one that a sink has made of
 * another site's; or Duplex's own. Nothing may be left over, and nothing be missing.
 */
final class GtidAccounts {
    private static final String OWN = "duplex";
    private static final Pattern OWN_STATEMENT = Pattern.compile("`duplex`\\.|DATABASE [\\w ]*`duplex`");
    private static final Pattern GTID = Pattern.compile("GTID_NEXT= '([^']+)'");
    private static final Pattern DECORATION = Pattern.compile("^use `(?:[^`]|``)*`; |/\\* xid=\\d+ \\*/$");
    private static final Pattern TABLE = Pattern.compile("table_id: \\d+ \\((.+)\\)");

    private final KafkaBroker broker;
    private final Map<Site, GtidSet> before = new HashMap<>();
    private final Map<Site, Sent> sent = new HashMap<>();
    private final Map<Site, Logged> logs = new HashMap<>();

    /** GTIDs that a site's source has sent to Kafka. */
    private record Sent(Set<String> rows, Set<String> statements) {
        int count() {
            return rows.size() + statements.size();
        }

        Set<String> all() {
            Set<String> all = new TreeSet<>(rows);
            all.addAll(statements);
            return all;
        }
    }

    /** GTIDs in a server's binlog. */
    private static final class Logged {
        final Set<String> users = new TreeSet<>();
        final Map<String, String> statements = new TreeMap<>();
        final Set<String> marked = new TreeSet<>();
        final Set<String> own = new TreeSet<>();

        private String gtid = "";
        private String statement = "";
        private final List<String> tables = new ArrayList<>();

        private final GtidSet before;

        Logged(GtidSet before) {
            this.before = before;
        }

        void begin(String next) {
            if (!gtid.isEmpty() && !before.contains(Gtid.parse(gtid))) {
                if (statement.isEmpty() || OWN_STATEMENT.matcher(statement).find()) {
                    kind().add(gtid);
                } else {
                    statements.put(gtid, statement);
                }
            }
            gtid = next;
            statement = "";
            tables.clear();
        }

        /** Statements without what differs between servers. */
        List<String> plain() {
            List<String> plain = new ArrayList<>();
            statements
                    .values()
                    .forEach(text ->
                            plain.add(DECORATION.matcher(text).replaceAll("").strip()));
            return plain;
        }

        private Set<String> kind() {
            if (!statement.isEmpty() || tables.stream().allMatch(table -> table.startsWith(OWN + "."))) {
                return own;
            }
            return tables.get(0).equals(OWN + ".applied_transaction") ? marked : users;
        }
    }

    private GtidAccounts(KafkaBroker broker) {
        this.broker = broker;
    }

    /** What the servers have executed before is nobody's business. */
    static GtidAccounts open(KafkaBroker broker, List<Site> sites) {
        GtidAccounts accounts = new GtidAccounts(broker);
        sites.forEach(
                site -> accounts.before.put(site, GtidSet.parse(site.server().gtidExecuted())));
        return accounts;
    }

    /** Checks the accounts of all sites, each of which sends to each other one. */
    void verify(List<Site> sites) {
        for (Site site : sites) {
            sent.put(site, sent(site));
            logs.put(site, logged(site));
        }
        for (Site site : sites) {
            verify(site, sites);
        }
    }

    private void verify(Site site, List<Site> sites) {
        Logged logged = log(site);
        Sent own = sent(site.server(), site);
        long foreign = sites.stream()
                .filter(from -> from.id() != site.id())
                .mapToLong(from -> sent(from.server(), from).statements().size())
                .sum();
        System.out.printf(
                "site %d: %d of users, %d statements, %d of sinks, %d of Duplex itself; sent %d and %d%n",
                site.id(),
                logged.users.size(),
                logged.statements.size(),
                logged.marked.size(),
                logged.own.size(),
                own.rows().size(),
                own.statements().size());
        assertThat(own.rows())
                .as("what the users of site " + site.id() + " have committed was sent once")
                .isEqualTo(logged.users);
        assertThat(logged.statements).containsKeys(own.statements().toArray(String[]::new));
        assertThat(logged.statements.size())
                .as("statements at site " + site.id() + " were executed once; " + beside(site, sites))
                .isEqualTo((int) foreign + own.statements().size());
        for (Site from : sites) {
            if (from.id() != site.id()) {
                verifyApplied(from, site);
            }
        }
    }

    /** Tells by what statements the sites differ, so that a wrong number has a name. */
    private String beside(Site site, List<Site> sites) {
        StringBuilder text = new StringBuilder();
        for (Site other : sites) {
            List<String> more = log(site).plain();
            log(other).plain().forEach(more::remove);
            List<String> less = log(other).plain();
            log(site).plain().forEach(less::remove);
            text.append("beside site " + other.id() + ": more " + more + ", less " + less + "; ");
        }
        return text.toString();
    }

    private Logged log(Site site) {
        return Objects.requireNonNull(logs.get(site));
    }

    private void verifyApplied(Site from, Site to) {
        Sent source = sent(from.server(), from);
        String channel = " FROM duplex.applied_transaction WHERE channel = '" + Connectors.sinkName(from, to) + "'";
        assertThat(to.server().number("SELECT SUM(transactions)" + channel))
                .as("transactions of site " + from.id() + " at site " + to.id())
                .isEqualTo(source.count());
        List<String> sets = to.server().rows("SELECT gtid_set" + channel).stream()
                .map(row -> row.get(0))
                .toList();
        assertThat(to.server()
                        .number("SELECT GTID_SUBSET('" + String.join(",", source.all()) + "', '"
                                + String.join(",", sets) + "')"))
                .as("GTIDs of site " + from.id() + " at site " + to.id())
                .isEqualTo(1);
    }

    private Sent sent(MySqlServer server, Site site) {
        Sent known = sent.get(site);
        if (known == null) {
            throw new IllegalStateException("Nothing is known of " + server);
        }
        return known;
    }

    private Sent sent(Site site) {
        Set<String> rows = new TreeSet<>();
        Set<String> statements = new TreeSet<>();
        broker.records().scan(site.stream(), record -> {
            Header header = record.headers().lastHeader(TransactionHeader.NAME);
            if (header != null) {
                boolean ddl = record.headers().lastHeader(DdlContext.NAME) != null;
                String text = new String(header.value(), StandardCharsets.UTF_8);
                (ddl ? statements : rows)
                        .add(TransactionHeader.decode(text).gtid().toString());
            }
        });
        rows.removeAll(statements);
        return new Sent(rows, statements);
    }

    private Logged logged(Site site) {
        MySqlServer server = site.server();
        Logged logged = new Logged(before.getOrDefault(site, GtidSet.EMPTY));
        try (Connection connection = server.connect()) {
            for (List<String> file : server.rows("SHOW BINARY LOGS")) {
                try (Statement statement = connection.createStatement()) {
                    statement.setFetchSize(Integer.MIN_VALUE); // row by row
                    try (ResultSet events = statement.executeQuery("SHOW BINLOG EVENTS IN '" + file.get(0) + "'")) {
                        while (events.next()) {
                            read(logged, events.getString(3), events.getString(6));
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        logged.begin("");
        return logged;
    }

    private static void read(Logged logged, String type, String info) {
        switch (type) {
            case "Gtid" -> {
                Matcher gtid = GTID.matcher(info);
                if (gtid.find()) {
                    logged.begin(gtid.group(1));
                }
            }
            case "Query" -> {
                if (!info.equals("BEGIN") && !info.equals("COMMIT") && !info.startsWith("SAVEPOINT ")) {
                    logged.statement = info;
                }
            }
            case "Table_map" -> {
                Matcher table = TABLE.matcher(info);
                if (table.find()) {
                    logged.tables.add(table.group(1));
                }
            }
            default -> {
                // Rows and ends of transactions tell nothing more.
            }
        }
    }
}
