// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.kafka.KafkaVersion;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The archive works on the oldest line of workers that it is tested on, which has less API than the newest. */
class OldestWorkerIT {

    @Test
    void rowsAndDdlTravelBothWaysOnAWorkerOfKafka39() {
        try (ConnectCluster cluster = Replication.cluster(Replication.sharedBroker())
                        .version(KafkaVersion.V3_9)
                        .start();
                Site one = Site.start(1, MySqlVersion.V8_0);
                Site two = Site.start(2, MySqlVersion.V8_0);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            one.server().execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20))");
            one.server().execute("INSERT INTO app.t VALUES (1, 'copied')");
            replication.bothWays(one, two);
            new SidesConverge(Duration.ofSeconds(60), one.server(), two.server()).verify();

            two.server().transaction("INSERT INTO app.t VALUES (2, 'back')", "UPDATE app.t SET v = 'x' WHERE id = 1");
            two.server().execute("ALTER TABLE app.t ADD COLUMN w INT NOT NULL DEFAULT 7");
            one.server().execute("CREATE TABLE app.u (id INT PRIMARY KEY)", "INSERT INTO app.u VALUES (1)");

            new SidesConverge(Duration.ofSeconds(60), one.server(), two.server()).verify();
        }
    }
}
