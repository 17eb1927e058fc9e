// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.process.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Ports, heap and properties of a single KRaft node; the same for a process and for a container. */
record KafkaSettings(
        int port,
        int controllerPort,
        int portBehindProxy,
        Optional<TcpProxy> proxy,
        String heap,
        Map<String, String> own) {

    static KafkaSettings of(Map<String, String> own, Optional<TcpProxy> proxy, String heap) {
        KafkaSettings settings =
                new KafkaSettings(Ports.free(), Ports.free(), Ports.free(), proxy, heap, Map.copyOf(own));
        proxy.ifPresent(through -> through.redirect(settings.portBehindProxy()));
        return settings;
    }

    /** Ports that clients connect to. */
    List<Integer> clientPorts() {
        List<Integer> ports = new ArrayList<>(List.of(port));
        proxy.ifPresent(through -> ports.add(portBehindProxy));
        return ports;
    }

    /** The whole configuration; {@code address} is what the node listens on. */
    Map<String, String> properties(String address, String dataDirectory) {
        Map<String, String> properties = node(controllerPort, dataDirectory);
        String listeners = "INTERNAL://" + address + ":" + port + ",CONTROLLER://127.0.0.1:" + controllerPort;
        String advertised = "INTERNAL://127.0.0.1:" + port;
        if (proxy.isPresent()) {
            listeners += ",PROXIED://" + address + ":" + portBehindProxy;
            advertised += ",PROXIED://127.0.0.1:" + proxy.get().port();
        }
        properties.putAll(Map.of(
                "listeners", listeners,
                "advertised.listeners", advertised,
                "inter.broker.listener.name", "INTERNAL",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0",
                "group.min.session.timeout.ms", "1000"));
        // Records may carry the timestamps of old transactions: nothing may expire by age.
        properties.put("log.retention.ms", "-1");
        properties.putAll(own);
        return properties;
    }

    static Map<String, String> node(int controllerPort, String dataDirectory) {
        return new TreeMap<>(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@127.0.0.1:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listener.security.protocol.map", "INTERNAL:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", dataDirectory));
    }
}
