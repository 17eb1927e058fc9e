// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
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

/** Reads the MBeans of a worker on this machine, which need not listen for that. */
final class WorkerBeans implements AutoCloseable {
    private final JMXConnector connector;
    private final MBeanServerConnection server;

    private WorkerBeans(JMXConnector connector) throws IOException {
        this.connector = connector;
        this.server = connector.getMBeanServerConnection();
    }

    /** Of the process with this id. */
    @SuppressWarnings("BanJNDI") // the worker is our own
    static WorkerBeans of(long pid) throws IOException, AttachNotSupportedException {
        VirtualMachine worker = VirtualMachine.attach(String.valueOf(pid));
        try {
            return new WorkerBeans(JMXConnectorFactory.connect(new JMXServiceURL(worker.startLocalManagementAgent())));
        } finally {
            worker.detach();
        }
    }

    /** Returns an attribute that is a map of counters. */
    Map<String, Long> counts(String bean, String attribute) throws IOException, JMException {
        Map<String, Long> counts = new TreeMap<>();
        TabularData table = (TabularData) server.getAttribute(new ObjectName(bean), attribute);
        for (Object row : table.values()) {
            CompositeData entry = (CompositeData) row;
            counts.put(String.valueOf(entry.get("key")), ((Number) entry.get("value")).longValue());
        }
        return counts;
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
