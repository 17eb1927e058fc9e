// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

final class TimeBucketsTest {
    @Property
    void aBucketStandsForItsValuesWithinThreePercent(@ForAll @LongRange(min = 0) long time) {
        double shown = TimeBuckets.value(TimeBuckets.bucket(time));

        assertThat(shown).isCloseTo((double) time, within(Math.max(0.5, time * 0.03)));
    }
}
