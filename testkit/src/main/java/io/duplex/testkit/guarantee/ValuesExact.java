// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.ArrayList;
import java.util.List;

/** Every value of every column of a table is the same bytes on both servers; to be verified when the rows have arrived. */
public final class ValuesExact implements Guarantee {
    private static final int SHOWN = 20;

    private final MySqlServer source;
    private final MySqlServer target;
    private final String database;
    private final String table;

    public ValuesExact(MySqlServer source, MySqlServer target, String database, String table) {
        this.source = source;
        this.target = target;
        this.database = database;
        this.table = table;
    }

    @Override
    public void verify() {
        TableImage image = TableImage.read(source, database, table);
        List<List<String>> expected = image.rows(source);
        List<List<String>> actual = image.rows(target);
        List<String> differences = new ArrayList<>();
        if (expected.size() != actual.size()) {
            differences.add("%d rows on %s, %d on %s".formatted(expected.size(), source, actual.size(), target));
        }
        for (int row = 0; row < Math.min(expected.size(), actual.size()) && differences.size() < SHOWN; row++) {
            for (int column = 0; column < image.columns().size(); column++) {
                String before = expected.get(row).get(column);
                String after = actual.get(row).get(column);
                if (!before.equals(after)) {
                    differences.add("row %d, column %s: %s became %s (%s)"
                            .formatted(
                                    row,
                                    image.columns().get(column),
                                    before,
                                    after,
                                    image.describe(expected.get(row))));
                }
            }
        }
        if (!differences.isEmpty()) {
            throw new AssertionError(
                    "%s, %s to %s:%n%s".formatted(image.qualified(), source, target, String.join("\n", differences)));
        }
    }
}
