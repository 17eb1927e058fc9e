// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.workload.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** How often each transaction id stands in a ledger, per server. */
record LedgerContent(Ledger ledger, List<MySqlServer> servers, List<Map<String, Long>> counts) {
    private static final int SHOWN = 10;

    static LedgerContent read(Ledger ledger, List<MySqlServer> servers) {
        List<Map<String, Long>> counts = new ArrayList<>();
        for (MySqlServer server : servers) {
            Map<String, Long> ofServer = new TreeMap<>();
            String query = "SELECT %1$s, COUNT(*) FROM %2$s GROUP BY 1".formatted(ledger.id(), ledger.table());
            server.rows(query).forEach(row -> ofServer.put(row.get(0), Long.valueOf(row.get(1))));
            counts.add(ofServer);
        }
        return new LedgerContent(ledger, servers, counts);
    }

    /** Tells which ids some server has and another has not. */
    Optional<String> missing() {
        Set<String> everywhere = new TreeSet<>();
        counts.forEach(ofServer -> everywhere.addAll(ofServer.keySet()));
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < servers.size(); index++) {
            Set<String> missing = new TreeSet<>(everywhere);
            missing.removeAll(counts.get(index).keySet());
            if (!missing.isEmpty()) {
                text.append(describe(
                        index, missing.size() + " of " + everywhere.size() + " transactions are missing", missing));
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    /** Tells which ids stand there more than once. */
    Optional<String> repeated() {
        StringBuilder text = new StringBuilder();
        for (int index = 0; index < servers.size(); index++) {
            Map<String, Long> twice = new TreeMap<>(counts.get(index));
            twice.values().removeIf(count -> count == 1);
            if (!twice.isEmpty()) {
                text.append(describe(index, twice.size() + " transactions took effect more than once", twice.keySet()));
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
    }

    private String describe(int index, String problem, Set<String> ids) {
        List<String> some = ids.stream().limit(SHOWN).toList();
        MySqlServer server = servers.get(index);
        return "%n%s: %s in %s, such as %s%n  its gtid_executed: %s%n  rows there are: %s"
                .formatted(server, problem, ledger.table(), some, server.gtidExecuted(), rows(some));
    }

    /** The rows of these ids on whichever server has them. */
    private List<String> rows(List<String> ids) {
        List<String> found = new ArrayList<>();
        String list = String.join("', '", ids);
        for (MySqlServer server : servers) {
            server.rows("SELECT * FROM " + ledger.table() + " WHERE " + ledger.id() + " IN ('" + list + "') LIMIT "
                            + SHOWN)
                    .forEach(row -> found.add(server + " " + row));
        }
        return found;
    }
}
