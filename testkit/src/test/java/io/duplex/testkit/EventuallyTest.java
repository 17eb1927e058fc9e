// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class EventuallyTest {
    private static final Duration SHORT = Duration.ofMillis(150);

    @Test
    void failureSaysWhatWasSeenLast() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> Eventually.get("the answer", SHORT, () -> {
                    throw new IllegalStateException("seen " + tries.incrementAndGet());
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the answer")
                .hasMessageEndingWith("seen " + tries.get());
    }

    @Test
    void failedAssertionsCountAsNotYet() {
        AtomicInteger value = new AtomicInteger();

        Eventually.passes(
                "three",
                Duration.ofSeconds(5),
                () -> assertThat(value.incrementAndGet()).isEqualTo(3));

        assertThat(value).hasValue(3);
    }

    @Test
    void probeThatGivesUpEndsTheWaitAtOnce() {
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> Eventually.get("anything", Duration.ofMinutes(1), () -> {
                    tries.incrementAndGet();
                    throw new Eventually.GiveUp("it is dead");
                }))
                .hasMessage("it is dead");
        assertThat(tries).hasValue(1);
        assertThat(Eventually.<String>get("value", SHORT, () -> Optional.of("x")))
                .isEqualTo("x");
    }
}
