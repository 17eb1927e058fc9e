// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.connect.ConnectRest;
import io.duplex.testkit.connect.ConnectWorker;
import io.duplex.testkit.connect.PluginArchive;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.process.Directories;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The connectors of one test on a Connect cluster; deletes them when it is closed. */
final class Replication implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);

    private final Deque<String> connectors = new ArrayDeque<>();
    private final Set<String> started = new HashSet<>();
    private final Set<String> deletedTopics = new HashSet<>();
    private final KafkaBroker broker;
    private final ConnectCluster cluster;

    Replication(KafkaBroker broker, ConnectCluster cluster) {
        this.broker = broker;
        this.cluster = cluster;
    }

    /** On the broker and the single worker that all tests without worker faults share. */
    static Replication shared() {
        return new Replication(Shared.BROKER, Shared.CLUSTER);
    }

    /** On two workers for tests that kill one of them amid a copy; how far a source is, is committed often. */
    static Replication onTwoWorkers() {
        return new Replication(Shared.BROKER, Two.CLUSTER);
    }

    /** A cluster as tests need it: the built archive is installed as {@code confluent-hub} would. */
    static ConnectCluster.Builder cluster(KafkaBroker broker) {
        return ConnectCluster.builder(broker)
                .pluginPath(installedPlugins())
                .heap("512m")
                .setting("key.converter.replace.null.with.default", "false")
                .setting("value.converter.replace.null.with.default", "false");
    }

    /** Has the source's topics deleted in the end: of hundreds of tables, for the broker has them all in memory. */
    Replication deletingTopicsOf(Site site) {
        deletedTopics.add(site.name() + ".");
        return this;
    }

    static Path installedPlugins() {
        Path plugins = Directories.temporary("plugins");
        PluginArchive.read(archive()).install(plugins);
        return plugins;
    }

    static Path archive() {
        return Path.of(System.getProperty("duplex.archive"));
    }

    static KafkaBroker sharedBroker() {
        return Shared.BROKER;
    }

    KafkaBroker broker() {
        return broker;
    }

    ConnectCluster cluster() {
        return cluster;
    }

    ConnectRest rest() {
        return cluster.rest();
    }

    /**
     * Starts a source and waits until its task runs; {@code more} overrides options. Without a copy it also waits until the
     * binlog is read: a running task has yet to find where it begins, and what is written meanwhile is none of its changes.
     */
    void source(Site site, Map<String, String> more) {
        BinlogDump before = BinlogDump.newest(site.server());
        start(Connectors.sourceName(site), Connectors.source(site, broker.bootstrapServers()), more);
        if ("no_data".equals(more.get("snapshot.mode"))) {
            Eventually.holds(
                    Connectors.sourceName(site) + " reads the binlog",
                    START,
                    () -> BinlogDump.newest(site.server()).after(before));
        }
    }

    /** Starts a sink and waits until its task runs; {@code more} overrides options. */
    void sink(Site from, Site to, Map<String, String> more) {
        start(Connectors.sinkName(from, to), Connectors.sink(from, to), more);
    }

    /**
     * Both directions with a first copy from {@code first}. The other site's source starts before the copy, at its
     * current position, so that what its users change from now on is read.
     */
    void bothWays(Site first, Site second) {
        bothWays(first, second, Map.of());
    }

    /** As {@link #bothWays(Site, Site)}; {@code more} overrides options of the sinks. */
    void bothWays(Site first, Site second, Map<String, String> more) {
        source(second, Map.of("snapshot.mode", "no_data"));
        sink(second, first, more);
        source(first, Map.of());
        sink(first, second, more);
    }

    /** Posts a source without waiting for its task; returns the connector's name. */
    String begin(Site site, Map<String, String> more) {
        return post(Connectors.sourceName(site), Connectors.source(site, broker.bootstrapServers()), more);
    }

    /** Posts a sink without waiting for its task; returns the connector's name. */
    String begin(Site from, Site to, Map<String, String> more) {
        return post(Connectors.sinkName(from, to), Connectors.sink(from, to), more);
    }

    /** Posts a connector under this name, without waiting for its task. */
    void beginAs(String name, Map<String, String> config) {
        post(name, config, Map.of());
    }

    private String post(String name, Map<String, String> config, Map<String, String> more) {
        config.putAll(more);
        connectors.push(name);
        rest().put(name, config);
        return name;
    }

    private void start(String name, Map<String, String> config, Map<String, String> more) {
        config.putAll(more);
        connectors.push(name);
        started.add(name);
        rest().start(name, config);
    }

    /** Deletes a connector before the others, whatever has become of it. */
    void end(String connector) {
        connectors.remove(connector);
        rest().delete(connector);
    }

    /** SIGKILL to the worker that has the connector's task; returns when it is back and the task runs. */
    void killWorkerOf(String connector, Duration limit) {
        ConnectWorker worker = cluster.workerOf(connector, 0);
        worker.kill9();
        worker.restart();
        rest().awaitRunning(connector, limit);
    }

    /** Deletes the connectors; one that was started and has failed since is an error, with its trace. */
    @Override
    public void close() {
        StringBuilder failures = new StringBuilder();
        for (String name : connectors) {
            String failure = started.contains(name) ? rest().status(name).failure() : "";
            failures.append(failure.isEmpty() ? "" : name + ": " + failure + "\n");
        }
        while (!connectors.isEmpty()) {
            rest().delete(connectors.pop());
        }
        if (!deletedTopics.isEmpty()) {
            broker.deleteTopics(broker.topics().stream()
                    .filter(topic -> deletedTopics.stream().anyMatch(topic::startsWith))
                    .toList());
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("Connectors failed: " + failures);
        }
    }

    /** Started on first use, ended with the JVM. */
    private static final class Shared {
        static final KafkaBroker BROKER = KafkaBroker.start();
        static final ConnectCluster CLUSTER = cluster(BROKER).workers(1).start();
    }

    /** Likewise. */
    private static final class Two {
        static final ConnectCluster CLUSTER = cluster(Shared.BROKER)
                .workers(2)
                .setting("offset.flush.interval.ms", "200")
                .start();
    }
}
