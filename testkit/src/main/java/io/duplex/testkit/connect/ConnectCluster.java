// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.connect;

import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.kafka.KafkaVersion;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A group of distributed Connect workers that take over each other's tasks within seconds. */
public final class ConnectCluster implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger(1);

    private final List<ConnectWorker> workers = new ArrayList<>();
    private final ConnectRest rest = new ConnectRest(this::anyLiving);
    private final Builder settings;

    private ConnectCluster(Builder settings) {
        this.settings = settings;
    }

    public static Builder builder(KafkaBroker broker) {
        return new Builder(broker.bootstrapServers());
    }

    /** For a broker behind a proxy, for instance. */
    public static Builder builder(String bootstrapServers) {
        return new Builder(bootstrapServers);
    }

    /** The REST interface, answered by any worker that lives. */
    public ConnectRest rest() {
        return rest;
    }

    public List<ConnectWorker> workers() {
        return List.copyOf(workers);
    }

    public ConnectWorker worker(int index) {
        return workers.get(index);
    }

    /** The worker that the given task runs on now. */
    public ConnectWorker workerOf(String connector, int task) {
        String id = rest.status(connector).tasks().stream()
                .filter(one -> one.id() == task)
                .map(ConnectorStatus.Task::workerId)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(connector + " has no task " + task));
        return workers.stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no worker " + id));
    }

    /** One more worker of the group. */
    public ConnectWorker addWorker() {
        ConnectWorker worker = launch();
        worker.awaitReady();
        return worker;
    }

    @Override
    public void close() {
        workers.forEach(ConnectWorker::close);
    }

    private ConnectWorker launch() {
        ConnectWorker worker = new ConnectWorker(settings.version, settings.workerSettings(), settings.jvmOptions());
        workers.add(worker);
        worker.launch();
        return worker;
    }

    private URI anyLiving() {
        return workers.stream()
                .filter(ConnectWorker::isAlive)
                .map(ConnectWorker::uri)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no worker lives"));
    }

    /** Settings of a cluster before it starts. */
    public static final class Builder {
        private final Map<String, String> own = new LinkedHashMap<>();
        private final List<Path> plugins = new ArrayList<>();
        private final List<String> jvmOptions = new ArrayList<>();
        private final String group = "connect-" + ProcessHandle.current().pid() + "-" + NEXT.getAndIncrement();
        private final String bootstrapServers;
        private KafkaVersion version = KafkaVersion.V4_3;
        private String heap = "256m";
        private int workers = 1;

        private Builder(String bootstrapServers) {
            this.bootstrapServers = bootstrapServers;
        }

        public Builder workers(int count) {
            workers = count;
            return this;
        }

        public Builder version(KafkaVersion release) {
            version = release;
            return this;
        }

        /** A directory that holds plugin directories, as {@link PluginArchive#install(Path)} makes them. */
        public Builder pluginPath(Path directory) {
            plugins.add(directory.toAbsolutePath());
            return this;
        }

        /** As in "512m". */
        public Builder heap(String size) {
            heap = size;
            return this;
        }

        public Builder jvmOption(String option) {
            jvmOptions.add(option);
            return this;
        }

        /** A property of the worker configuration; wins over the default. */
        public Builder setting(String key, String value) {
            own.put(key, value);
            return this;
        }

        /** Source tasks write through transactions ({@code exactly.once.source.support}). */
        public Builder exactlyOnce() {
            return setting("exactly.once.source.support", "enabled");
        }

        /** Starts all workers at once and waits until each has joined the group. */
        public ConnectCluster start() {
            ConnectCluster cluster = new ConnectCluster(this);
            try {
                Stream.generate(cluster::launch).limit(workers).toList().forEach(ConnectWorker::awaitReady);
                return cluster;
            } catch (RuntimeException | AssertionError e) {
                cluster.close();
                throw e;
            }
        }

        private List<String> jvmOptions() {
            return Stream.concat(Stream.of("-Xmx" + heap), jvmOptions.stream()).toList();
        }

        private Map<String, String> workerSettings() {
            Map<String, String> all = new LinkedHashMap<>();
            all.put("bootstrap.servers", bootstrapServers);
            all.put("group.id", group);
            for (String storage : List.of("config", "offset", "status")) {
                all.put(storage + ".storage.topic", group + "-" + storage);
                all.put(storage + ".storage.replication.factor", "1");
            }
            all.put("offset.storage.partitions", "1");
            all.put("status.storage.partitions", "1");
            all.put("offset.flush.interval.ms", "1000");
            all.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
            all.put("value.converter", "org.apache.kafka.connect.json.JsonConverter");
            all.put("plugin.path", plugins.stream().map(Path::toString).collect(Collectors.joining(",")));
            all.put("plugin.discovery", "service_load");
            all.put("connector.client.config.override.policy", "All");
            // A dead worker is noticed after seconds, and its tasks move at once.
            all.put("session.timeout.ms", "6000");
            all.put("heartbeat.interval.ms", "1500");
            all.put("scheduled.rebalance.max.delay.ms", "0");
            // So is the consumer of a sink that died with it: its partitions are free for the task that follows.
            all.put("consumer.session.timeout.ms", "6000");
            all.put("consumer.heartbeat.interval.ms", "1500");
            all.putAll(own);
            return all;
        }
    }
}
