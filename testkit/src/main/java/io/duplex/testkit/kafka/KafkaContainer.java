// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import io.duplex.testkit.container.ServerContainer;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A broker in a container of the official image. */
final class KafkaContainer implements KafkaBackend {
    private static final String IMAGE = ServerContainer.image("kafka", "apache/kafka:" + KafkaVersion.V4_3.number());

    private final KafkaSettings settings;
    private final ServerContainer container;

    KafkaContainer(KafkaSettings settings) {
        this.settings = settings;
        Map<String, String> environment = new HashMap<>();
        settings.properties("0.0.0.0", "/tmp/kafka-data")
                .forEach((key, value) -> environment.put(variable(key), value));
        environment.put("KAFKA_HEAP_OPTS", "-Xmx" + settings.heap());
        this.container = new ServerContainer(IMAGE, settings.clientPorts(), environment, List.of());
    }

    static boolean usable() {
        return ServerContainer.usable(IMAGE);
    }

    @Override
    public int port() {
        return settings.port();
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void failIfDead() {
        container.failIfDead();
    }

    @Override
    public void kill9() {
        container.kill9();
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public String logTail() {
        return container.logTail();
    }

    @Override
    public void close() {
        container.close();
    }

    /** The image's rule: dots become underscores, underscores and dashes are doubled and tripled. */
    private static String variable(String property) {
        return "KAFKA_"
                + property.replace("_", "__")
                        .replace("-", "___")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
