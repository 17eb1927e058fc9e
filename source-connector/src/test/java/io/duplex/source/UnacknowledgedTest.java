// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final SourceRecord RECORD = new SourceRecord(Map.of(), Map.of(), "shop.stream", null, "");
    private static final RecordBatch TEN = new RecordBatch(Collections.nCopies(10, RECORD), 10, 1_000, false);

    private final Unacknowledged unacknowledged = Unacknowledged.of(100_000);

    private void acknowledge(int records) {
        IntStream.range(0, records).forEach(i -> unacknowledged.acknowledged());
    }

    @Test
    void nothingWaitsBeforeTheFirstAcknowledgement() throws InterruptedException {
        IntStream.range(0, 1_000).forEach(i -> unacknowledged.sent(TEN));

        assertThat(unacknowledged.awaitRoom(AT_ONCE)).isTrue();
    }

    @Test
    void moreIsSentWhenKafkaHasEnoughOfWhatWasSent() throws InterruptedException {
        IntStream.range(0, 4).forEach(i -> unacknowledged.sent(TEN));
        acknowledge(1);

        assertThat(unacknowledged.awaitRoom(AT_ONCE)).isFalse();
        acknowledge(18);
        assertThat(unacknowledged.awaitRoom(AT_ONCE)).isFalse();
        acknowledge(1);
        assertThat(unacknowledged.awaitRoom(AT_ONCE)).isTrue();
    }

    @Test
    void anAcknowledgementEndsTheWaiting() throws Exception {
        IntStream.range(0, 3).forEach(i -> unacknowledged.sent(TEN));
        acknowledge(1);
        CompletableFuture<Void> acknowledging = CompletableFuture.runAsync(
                () -> acknowledge(9), CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS));

        assertThat(unacknowledged.awaitRoom(LONG)).isTrue();
        acknowledging.get();
    }

    @Test
    void aWorkerThatAcknowledgesAtIntervalsIsNotWaitedFor() throws InterruptedException {
        Unacknowledged any = Unacknowledged.in(Map.of("transaction.boundary", "interval"));
        IntStream.range(0, 1_000).forEach(i -> any.sent(TEN));
        any.acknowledged();

        assertThat(any.awaitRoom(AT_ONCE)).isTrue();
    }
}
