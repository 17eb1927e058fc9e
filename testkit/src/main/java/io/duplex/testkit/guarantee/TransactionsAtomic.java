// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;
import java.util.List;

/** A reader of the target sees source transactions whole or not at all: a value that no whole transaction changes never changes. */
public final class TransactionsAtomic implements Guarantee {
    private final Watch watch;

    /** The query has one value; {@code expected} is what it has in every committed state of the source. */
    public TransactionsAtomic(MySqlServer target, String invariant, long expected) {
        String wanted = Long.toString(expected);
        this.watch = new Watch(target, invariant, rows -> {
            String value = rows.get(0).get(0);
            return value.equals(wanted) ? List.of() : List.of("torn: " + value + " instead of " + wanted);
        });
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
}
