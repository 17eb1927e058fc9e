// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.protocol.gtid.GtidSet;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeenTransactionsTest {
    private static final String A = "11111111-2222-3333-4444-555555555555";
    private static final String B = "66666666-2222-3333-4444-555555555555";

    @Test
    void whatIsWrittenIsReadAgain() {
        SeenTransactions seen = new SeenTransactions(Map.of(
                "shop",
                GtidSet.parse(A + ":1-5:7," + B + ":2"),
                "new",
                GtidSet.EMPTY,
                "bank",
                GtidSet.parse(B + ":1")));

        assertThat(seen.text().lines()).hasSize(3);
        assertThat(SeenTransactions.parse(seen.text())).isEqualTo(seen);
        assertThat(SeenTransactions.parse("")).isEqualTo(SeenTransactions.NONE);
        assertThat(SeenTransactions.NONE.text()).isEmpty();
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> SeenTransactions.parse("shop")).isInstanceOf(IllegalArgumentException.class);
    }
}
