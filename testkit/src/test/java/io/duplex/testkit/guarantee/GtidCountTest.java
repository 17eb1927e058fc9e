// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GtidCountTest {
    private static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"'';0", "U:1;1", "U:1-5;5", "U:1-5:9:11-12;8", "U:1-5, U:tag:1-2:4;8"})
    void transactionsOfASetAreCounted(String set, long count) {
        assertThat(GtidCount.of(set.replace("U", UUID))).isEqualTo(count);
    }
}
