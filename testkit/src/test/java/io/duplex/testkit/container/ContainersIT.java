// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs only with {@code -Dduplex.testkit.containers=true}, a Docker engine and the images. */
final class ContainersIT {
    @Test
    void databaseInAContainerSurvivesKillAndRestart() {
        String image = ServerContainer.image("mysql-8.0", "mysql:8.0");
        assumeTrue(ServerContainer.usable(image), () -> "containers were not asked for, or there is no " + image);
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute(
                    "CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)", "INSERT INTO app.t VALUES (1)");
            int port = server.port();

            server.kill9();
            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.number("SELECT COUNT(*) FROM app.t")).isEqualTo(1);
            assertThat(server.value("SELECT @@GLOBAL.gtid_mode")).isEqualTo("ON");
        }
    }

    @Test
    void brokerInAContainerSurvivesKillAndRestart() {
        String image = ServerContainer.image("kafka", "apache/kafka:4.3.1");
        assumeTrue(ServerContainer.usable(image), () -> "containers were not asked for, or there is no " + image);
        try (KafkaBroker broker = KafkaBroker.start()) {
            broker.createTopic("t", 1, Map.of());
            broker.records().send("t", "k", "v");

            broker.kill9();
            broker.restart();

            assertThat(broker.records()
                            .await("t", 1, Duration.ofSeconds(30))
                            .get(0)
                            .value())
                    .contains("v");
        }
    }
}
