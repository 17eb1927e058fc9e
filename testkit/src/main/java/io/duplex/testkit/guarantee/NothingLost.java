// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.workload.Ledger;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Every transaction that is in the ledger of one server reaches the ledger of each other one. */
public final class NothingLost implements Guarantee {
    private final Ledger ledger;
    private final Duration limit;
    private final List<MySqlServer> servers;

    public NothingLost(Ledger ledger, Duration limit, MySqlServer... servers) {
        this.ledger = ledger;
        this.limit = limit;
        this.servers = List.of(servers);
    }

    @Override
    public void verify() {
        Eventually.get("every transaction of " + ledger.table() + " is everywhere", limit, () -> {
            Optional<String> missing = LedgerContent.read(ledger, servers).missing();
            if (missing.isPresent()) {
                throw new IllegalStateException(missing.get());
            }
            return Optional.of(true);
        });
    }
}
