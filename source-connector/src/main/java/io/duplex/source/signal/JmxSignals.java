// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import io.duplex.protocol.metrics.Registration;
import io.duplex.source.metrics.MBeanNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Signals from an MBean. */
public final class JmxSignals implements JmxSignalsMXBean, SignalChannel {
    private final Queue<Signal> waiting = new ConcurrentLinkedQueue<>();
    private Optional<Registration> bean = Optional.empty();

    private JmxSignals() {}

    static JmxSignals register(MBeanNames names) {
        JmxSignals made = new JmxSignals();
        Registration registration = new Registration(names.debezium("management", "signals"), made);
        registration.attempt();
        made.bean = Optional.of(registration);
        return made;
    }

    @Override
    public void signal(String id, String type, String data) {
        waiting.add(new Signal(
                String.valueOf(id),
                String.valueOf(type),
                Optional.ofNullable(data).orElse(""),
                "jmx"));
    }

    @Override
    public List<Signal> read() {
        List<Signal> signals = new ArrayList<>();
        for (Signal next = waiting.poll(); next != null; next = waiting.poll()) {
            signals.add(next);
        }
        return signals;
    }

    @Override
    public void close() {
        bean.ifPresent(Registration::close);
    }
}
