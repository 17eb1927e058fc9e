// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.run;

import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.process.Ports;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Reads MBeans of a worker. */
public final class WorkerMetrics implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection server;

    private WorkerMetrics(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
    }

    /** Has the worker listen on this port. */
    public static void listen(ConnectCluster.Builder worker, int port) {
        String remote = "-Dcom.sun.management.jmxremote";
        worker.jvmOption(remote + ".port=" + port)
                .jvmOption(remote + ".rmi.port=" + port)
                .jvmOption(remote + ".host=127.0.0.1")
                .jvmOption(remote + ".authenticate=false")
                .jvmOption(remote + ".ssl=false")
                .jvmOption("-Djava.rmi.server.hostname=127.0.0.1");
    }

    /** Returns a port that nobody listens on. */
    public static int freePort() {
        return Ports.free();
    }

    /** Connects to the worker that listens on this port. */
    @SuppressWarnings("BanJNDI") // the worker is our own, on the loopback address
    public static WorkerMetrics connect(int port) throws IOException {
        return new WorkerMetrics(JMXConnectorFactory.connect(
                new JMXServiceURL("service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi")));
    }

    /** Returns an attribute of a bean. */
    public Object get(String bean, String attribute) throws IOException, JMException {
        return server.getAttribute(new ObjectName(bean), attribute);
    }

    /** Returns an attribute that is a map of numbers. */
    public Map<String, Double> map(String bean, String attribute) throws IOException, JMException {
        Map<String, Double> map = new TreeMap<>();
        for (Object row : ((TabularData) get(bean, attribute)).values()) {
            CompositeData entry = (CompositeData) row;
            map.put(String.valueOf(entry.get("key")), ((Number) entry.get("value")).doubleValue());
        }
        return map;
    }

    /** Returns what the worker's heap holds after a full collection, in megabytes. */
    public long heapInUse() throws IOException, JMException {
        ObjectName memory = new ObjectName("java.lang:type=Memory");
        server.invoke(memory, "gc", new Object[0], new String[0]);
        CompositeData usage = (CompositeData) server.getAttribute(memory, "HeapMemoryUsage");
        return ((Number) usage.get("used")).longValue() >> 20;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
