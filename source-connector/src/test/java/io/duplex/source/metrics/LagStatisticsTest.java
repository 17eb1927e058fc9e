// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class LagStatisticsTest {
    @Test
    void quantilesAreThoseOfWhatWasAdded() {
        LagStatistics lags = new LagStatistics(true);
        for (int i = 1; i <= 1_000; i++) {
            lags.add(i, 1);
        }

        assertThat(lags.least()).contains(1L);
        assertThat(lags.most()).contains(1_000L);
        assertThat(lags.average().orElseThrow()).isEqualTo(500.5);
        assertThat(lags.quantile(0.5).orElseThrow()).isCloseTo(500, within(15.0));
        assertThat(lags.quantile(0.95).orElseThrow()).isCloseTo(950, within(29.0));
        assertThat(lags.quantile(0.99).orElseThrow()).isCloseTo(990, within(30.0));
    }

    @Test
    void aResetForgetsAndWhatComesThenCounts() {
        LagStatistics lags = new LagStatistics(true);
        lags.add(1_000, 5);

        lags.reset();

        assertThat(lags.least()).isEmpty();
        assertThat(lags.quantile(0.5)).isEmpty();
        lags.add(7, 2);
        assertThat(lags.most()).contains(7L);
        assertThat(lags.quantile(0.99)).contains(7.0);
    }

    @Test
    void withoutQuantilesTheExtremesAreStillThere() {
        LagStatistics lags = new LagStatistics(false);

        lags.add(3, 1);

        assertThat(lags.most()).contains(3L);
        assertThat(lags.quantile(0.5)).isEmpty();
    }
}
