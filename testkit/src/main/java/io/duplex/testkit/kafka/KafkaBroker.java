// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.process.Ports;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;

/** A real single-node Kafka cluster on free loopback ports. */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final KafkaBackend backend;
    private final Optional<TcpProxy> proxy;

    private KafkaBroker(KafkaBackend backend, Optional<TcpProxy> proxy) {
        this.backend = backend;
        this.proxy = proxy;
    }

    /** A running broker with the default settings. */
    public static KafkaBroker start() {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + backend.port();
    }

    /** The address under which every connection of a client goes through the builder's proxy. */
    public String proxiedBootstrapServers() {
        return "127.0.0.1:"
                + proxy.orElseThrow(() -> new IllegalStateException("started without a proxy"))
                        .port();
    }

    /** Creates a topic; configuration as in {@code cleanup.policy=compact}. */
    public void createTopic(String name, int partitions, Map<String, String> configuration) {
        admin(admin -> admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(configuration)))
                .all());
        Eventually.holds("topic " + name, PATIENCE, () -> topics().contains(name));
    }

    public void deleteTopic(String name) {
        deleteTopics(List.of(name));
    }

    public void deleteTopics(Collection<String> names) {
        admin(admin -> admin.deleteTopics(names).all());
    }

    /** Names of the topics that are not Kafka's own. */
    public Set<String> topics() {
        return admin(admin -> admin.listTopics().names());
    }

    /** What has been committed to topics up to now, and what is sent to them. */
    public Topics records() {
        return new Topics(bootstrapServers());
    }

    /** SIGKILL. */
    public void kill9() {
        backend.kill9();
    }

    /** An orderly shutdown; the data stays for {@link #restart()}. */
    public void stop() {
        backend.stop();
    }

    /** Starts the broker again on the same port and data; stops it first when it runs. */
    public void restart() {
        backend.stop();
        startFirst();
    }

    /** The last lines of the broker's log. */
    public String logTail() {
        return backend.logTail();
    }

    @Override
    public void close() {
        backend.close();
    }

    @Override
    public String toString() {
        return "Kafka on " + bootstrapServers();
    }

    private void startFirst() {
        backend.start();
        // A bare connection first: Kafka's clients log every refused one.
        Eventually.holds("start of " + this, PATIENCE, () -> {
            failIfDead();
            return Ports.isOpen(backend.port());
        });
        Eventually.get("answer of " + this, PATIENCE, () -> {
            failIfDead();
            return Optional.of(topics());
        });
    }

    private void failIfDead() {
        try {
            backend.failIfDead();
        } catch (IllegalStateException e) {
            throw new Eventually.GiveUp(String.valueOf(e.getMessage()), e);
        }
    }

    private <T> T admin(Request<T> request) {
        Map<String, Object> configuration = Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "request.timeout.ms",
                5_000,
                "default.api.timeout.ms",
                10_000,
                "reconnect.backoff.max.ms",
                200);
        try (Admin admin = Admin.create(configuration)) {
            return request.send(admin).get(15, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(this + ": " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IllegalStateException(this + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Eventually.GiveUp("interrupted", e);
        }
    }

    private interface Request<T> {
        KafkaFuture<T> send(Admin admin);
    }

    /** Settings of a broker before it starts. */
    public static final class Builder {
        private final Map<String, String> settings = new HashMap<>();
        private Optional<TcpProxy> proxy = Optional.empty();
        private String heap = "256m";

        /** As in "512m"; a broker has whole requests in memory. */
        public Builder heap(String size) {
            heap = size;
            return this;
        }

        /** A property of server.properties. */
        public Builder setting(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /** Adds a second address at which all traffic goes through this proxy. */
        public Builder proxied(TcpProxy through) {
            proxy = Optional.of(through);
            return this;
        }

        public KafkaBroker start() {
            KafkaSettings all = KafkaSettings.of(settings, proxy, heap);
            KafkaBackend backend = KafkaContainer.usable() ? new KafkaContainer(all) : new KafkaProcess(all);
            KafkaBroker broker = new KafkaBroker(backend, proxy);
            try {
                broker.startFirst();
                return broker;
            } catch (RuntimeException | AssertionError e) {
                broker.close();
                throw e;
            }
        }
    }
}
