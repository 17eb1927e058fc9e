// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectWorker;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks again and again how much of a worker's heap is in use after its last collection, whatever happens to the worker. */
final class HeapWatch implements AutoCloseable {
    private final ConnectWorker worker;
    private final Thread thread;
    private volatile long peak;
    private volatile boolean stopped;

    private HeapWatch(ConnectWorker worker) {
        this.worker = worker;
        this.thread = new Thread(this::watch, "heap watch");
    }

    static HeapWatch start(ConnectWorker worker) {
        HeapWatch watch = new HeapWatch(worker);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        while (!stopped) {
            try (JMXConnector connector = connect(worker.pid())) {
                sample(connector.getMBeanServerConnection());
            } catch (IOException | AttachNotSupportedException | RuntimeException dead) {
                Eventually.pause(Duration.ofMillis(500));
            }
        }
    }

    @SuppressWarnings("BanJNDI") // the address is the worker's own, on this machine
    private static JMXConnector connect(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            return JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
    }

    private void sample(MBeanServerConnection connection) throws IOException {
        Set<String> pools = new HashSet<>();
        ManagementFactory.getPlatformMXBeans(connection, MemoryPoolMXBean.class).stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .forEach(pool -> pools.add(pool.getName()));
        List<GarbageCollectorMXBean> collectors =
                ManagementFactory.getPlatformMXBeans(connection, GarbageCollectorMXBean.class);
        while (!stopped) {
            for (GarbageCollectorMXBean collector : collectors) {
                GcInfo last = collector.getLastGcInfo();
                if (last != null) {
                    peak = Math.max(peak, used(last, pools));
                }
            }
            Eventually.pause(Duration.ofMillis(200));
        }
    }

    private static long used(GcInfo collection, Set<String> pools) {
        return collection.getMemoryUsageAfterGc().entrySet().stream()
                .filter(pool -> pools.contains(pool.getKey()))
                .map(Map.Entry::getValue)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    /** Returns the most MiB that were in use after a collection. */
    long peakMebibytes() {
        return peak >> 20;
    }

    @Override
    public void close() {
        stopped = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
