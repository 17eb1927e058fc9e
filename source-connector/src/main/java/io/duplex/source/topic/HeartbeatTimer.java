// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.topic;

import io.duplex.source.position.SourceOffset;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells when a heartbeat is due. Without an interval one is due only in the stream layout, and only while the source
 * moves on without records, as it does when it reads nothing but echoes: its offset must not stay behind until the
 * server purges the binlog.
 */
final class HeartbeatTimer {
    private static final Duration ECHO_INTERVAL = Duration.ofSeconds(10);

    private final Duration interval;
    private final boolean always;
    private final Clock clock;
    private Instant last;
    private @Nullable SourceOffset told;

    /** Starts the first interval. */
    HeartbeatTimer(Duration interval, boolean stream, Clock clock) {
        this.always = !interval.isZero();
        this.interval = always || !stream ? interval : ECHO_INTERVAL;
        this.clock = clock;
        this.last = clock.instant();
    }

    /** Notes that Kafka gets this offset by another record. */
    void told(SourceOffset offset) {
        told = offset;
    }

    /** Returns the time of the heartbeat when one with this offset is due now. */
    Optional<Instant> due(SourceOffset latest) {
        Instant now = clock.instant();
        if (interval.isZero() || now.isBefore(last.plus(interval))) {
            return Optional.empty();
        }
        last = now;
        if (!always && latest.equals(told)) {
            return Optional.empty();
        }
        told = latest;
        return Optional.of(now);
    }
}
