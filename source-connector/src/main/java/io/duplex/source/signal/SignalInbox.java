// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import io.duplex.source.metrics.MBeanNames;
import io.duplex.source.signal.SignalOptions.Channel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Looks at the channels kafka, file and jmx from time to time. Belongs to the task's thread, but for {@link #close}. */
public final class SignalInbox implements AutoCloseable {
    private final Duration interval;
    private final Clock clock;
    private final List<SignalChannel> channels = new ArrayList<>();
    private Instant due;

    /** Opens the enabled channels of the connector with this {@code topic.prefix}. */
    public SignalInbox(SignalOptions options, String prefix, MBeanNames names, Clock clock) {
        this.interval = options.interval();
        this.clock = clock;
        this.due = clock.instant();
        if (options.channels().contains(Channel.KAFKA)) {
            channels.add(new KafkaSignals(options.kafka(), prefix));
        }
        if (options.channels().contains(Channel.FILE)) {
            channels.add(new FileSignals(options.file()));
        }
        if (options.channels().contains(Channel.JMX)) {
            channels.add(JmxSignals.register(names));
        }
    }

    /** Returns the signals that came, if it is time to look. */
    public List<Signal> read() {
        if (channels.isEmpty() || clock.instant().isBefore(due)) {
            return List.of();
        }
        due = clock.instant().plus(interval);
        List<Signal> signals = new ArrayList<>();
        channels.forEach(channel -> signals.addAll(channel.read()));
        return signals;
    }

    @Override
    public void close() {
        channels.forEach(SignalChannel::close);
    }
}
