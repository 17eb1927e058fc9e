// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LagWindowTest {
    private static final long START = TimeUnit.HOURS.toNanos(-3);

    private static long at(long second) {
        return START + TimeUnit.SECONDS.toNanos(second);
    }

    @Test
    void quantilesAreThoseOfTheLastMinute() {
        LagWindow lag = new LagWindow();
        for (int second = 0; second < 300; second++) {
            for (int i = 1; i <= 100; i++) {
                lag.add(second < 200 ? 1_000_000 : i * 1_000, at(second));
            }
        }

        assertThat(lag.quantile(0.5, at(299)).orElseThrow()).isCloseTo(50_000, within(1_600.0));
        assertThat(lag.quantile(0.99, at(299)).orElseThrow()).isCloseTo(99_000, within(3_000.0));
        assertThat(lag.most(at(299))).hasValue(100_000);
        assertThat(lag.last()).isEqualTo(100_000);
    }

    @Test
    void afterAMinuteWithoutAnyOnlyTheLastOneIsKnown() {
        LagWindow lag = new LagWindow();
        lag.add(7_000, at(0));

        assertThat(lag.most(at(45))).hasValue(7_000);
        assertThat(lag.most(at(70))).isEmpty();
        assertThat(lag.quantile(0.5, at(70))).isEmpty();
        assertThat(lag.last()).isEqualTo(7_000);
    }

    @Test
    void clocksThatDisagreeShowNoNegativeLag() {
        LagWindow lag = new LagWindow();

        lag.add(-5, at(0));

        assertThat(lag.quantile(0.99, at(1))).hasValue(0);
    }
}
