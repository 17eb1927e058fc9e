// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.source.binlog.ReaderOptions.QueueLimits;
import io.duplex.source.binlog.ReaderOptions.Retries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/** The queue bounds what is read ahead, and the options have Debezium's defaults. */
class BinlogPartsTest {
    private static final Duration NO_WAIT = Duration.ZERO;

    private static RawEvent event(int bytes) {
        return new RawEvent(EventTypes.XID, 0, 1, bytes, bytes, 0, new byte[bytes], false);
    }

    @Test
    void aFullQueueHoldsItsWriterUntilSomethingIsTaken() throws Exception {
        EventQueue queue = new EventQueue(new QueueLimits(100, 1_000));
        AtomicInteger put = new AtomicInteger();
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < 10; i++) {
                    queue.put(event(400));
                    put.incrementAndGet();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        writer.join(200);
        assertThat(put).hasValue(2);
        assertThat(queue.bytes()).isLessThanOrEqualTo(1_000);

        for (int i = 0; i < 10; i++) {
            assertThat(queue.take(Duration.ofSeconds(10))).isPresent();
        }
        assertThat(queue.take(NO_WAIT)).isEmpty();
        writer.join(10_000);
        assertThat(put).hasValue(10);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void anEventLargerThanTheQueuePassesAlone() throws Exception {
        EventQueue queue = new EventQueue(new QueueLimits(100, 1_000));

        assertThat(queue.put(event(5_000))).isTrue();
        assertThat(queue.take(NO_WAIT)).isPresent();
    }

    @Test
    void aLargeEventThatWasTakenTakesRoomUntilTheNextIsAskedFor() throws Exception {
        EventQueue queue = new EventQueue(new QueueLimits(100, 1_000));
        queue.put(event(5_000));
        queue.take(NO_WAIT);
        AtomicBoolean room = new AtomicBoolean();
        Thread reader = new Thread(() -> {
            try {
                room.set(queue.await(5_000));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        reader.start();
        reader.join(200);
        assertThat(room).isFalse();

        assertThat(queue.take(NO_WAIT)).isEmpty();
        reader.join(10_000);
        assertThat(room).isTrue();
    }

    @Test
    void theFailureComesAfterTheEventsBeforeIt() throws Exception {
        EventQueue queue = new EventQueue(new QueueLimits(100, 1_000));
        queue.put(event(1));
        queue.fail(BinlogFailure.stop("first"));
        queue.fail(BinlogFailure.stop("second"));

        assertThat(queue.take(NO_WAIT)).isPresent();
        assertThatThrownBy(() -> queue.take(NO_WAIT)).hasMessage("first");
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        try (Backoff backoff = new Backoff(new Retries(OptionalLong.of(3), Duration.ofMillis(250)))) {
            assertThat(backoff.next()).hasMillis(100);
            assertThat(backoff.next()).hasMillis(200);
            assertThat(backoff.exhausted()).isFalse();
            assertThat(backoff.next()).hasMillis(250);
            assertThat(backoff.exhausted()).isTrue();
            backoff.reset();
            assertThat(backoff.exhausted()).isFalse();
        }
    }

    @Test
    void optionsHaveTheirDefaults() {
        ConfigDef definition = new ConfigDef();
        ReaderOptions.define(definition);
        ReaderOptions options = ReaderOptions.from(new AbstractConfig(definition, Map.of()));

        assertThat(options.serverId()).isBetween(1L << 30, (1L << 32) - 1);
        assertThat(options.heartbeat()).hasSeconds(30);
        assertThat(options.queue()).satisfies(queue -> {
            assertThat(queue.events()).isEqualTo(8_192);
            assertThat(queue.bytes()).isBetween(1L << 20, 64L << 20);
        });
        assertThat(options.retries().most()).isEmpty();
        assertThat(definition.configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).endsWith("."));
    }

    @Test
    void integersOfTaggedGtidsAreRead() {
        assertThat(new EventBytes(new byte[] {0x02}).variableLength()).isEqualTo(1);
        assertThat(new EventBytes(new byte[] {(byte) 0x01, (byte) 0x04}).variableLength())
                .isEqualTo(256);
        assertThat(new EventBytes(new byte[] {(byte) 0xff, -1, -1, -1, -1, -1, -1, -1, 0x7f}).variableLength())
                .isEqualTo(Long.MAX_VALUE);
        assertThat(new EventBytes(new byte[] {0x02}).variableLengthSigned()).isEqualTo(-1);
    }
}
