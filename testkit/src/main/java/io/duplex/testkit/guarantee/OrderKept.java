// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every state that a reader of the target sees is a prefix of what each site wrote: numbers of a ledger have no gap and never go back. */
public final class OrderKept implements Guarantee {
    private final Map<String, Long> highest = new HashMap<>();
    private final Watch watch;

    /** The table has a column {@code site} and a column {@code number} that counts the site's transactions in commit order. */
    public OrderKept(MySqlServer target, String table) {
        String query = "SELECT site, MIN(number), MAX(number), COUNT(*) FROM " + table + " GROUP BY site ORDER BY site";
        this.watch = new Watch(target, query, this::problems);
    }

    @Override
    public void observe() {
        watch.start();
    }

    @Override
    public void verify() {
        watch.verify();
    }

    @Override
    public void close() {
        watch.close();
    }

    private List<String> problems(List<List<String>> rows) {
        List<String> problems = new ArrayList<>();
        for (List<String> row : rows) {
            String site = row.get(0);
            long first = Long.parseLong(row.get(1));
            long last = Long.parseLong(row.get(2));
            long count = Long.parseLong(row.get(3));
            if (count != last - first + 1) {
                problems.add(
                        "site %s shows %d transactions between number %d and %d".formatted(site, count, first, last));
            }
            long before = highest.getOrDefault(site, Long.MIN_VALUE);
            if (last < before) {
                problems.add("site %s went back from number %d to %d".formatted(site, before, last));
            }
            highest.put(site, Math.max(before, last));
        }
        return problems;
    }
}
