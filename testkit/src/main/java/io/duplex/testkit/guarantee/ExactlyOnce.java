// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.workload.Ledger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** No transaction took effect twice, and none is missing: to be verified after {@link NothingLost}. Needs a ledger without a key. */
public final class ExactlyOnce implements Guarantee {
    private final Ledger ledger;
    private final List<MySqlServer> servers;

    public ExactlyOnce(Ledger ledger, MySqlServer... servers) {
        this.ledger = ledger;
        this.servers = List.of(servers);
    }

    @Override
    public void verify() {
        LedgerContent content = LedgerContent.read(ledger, servers);
        List<String> problems = Stream.of(content.repeated(), content.missing())
                .flatMap(Optional::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new AssertionError(String.join("\n", problems));
        }
    }
}
