// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.kafka.TopicRecord;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** errors.tolerance=all in a real worker: what a target refuses is in the dead letter queue, whole. */
class DeadLetterIT {
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @Test
    void aRefusedTransactionAndAnUnreadableRecordAreInTheDeadLetterQueue() {
        try (Site one = Site.start(1, MySqlVersion.V8_0);
                Site two = Site.start(2, MySqlVersion.V8_0);
                Replication pair = Replication.shared()) {
            String queue = one.name() + ".refused";
            one.server().execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, n INT)");
            pair.source(one, Map.of());
            pair.sink(
                    one,
                    two,
                    Map.of(
                            "errors.tolerance",
                            "all",
                            "errors.deadletterqueue.topic.name",
                            queue,
                            "errors.deadletterqueue.topic.replication.factor",
                            "1",
                            "errors.deadletterqueue.context.headers.enable",
                            "true"));
            one.server().execute("INSERT INTO app.t VALUES (1, 1)");
            awaitRows(two, 1);
            two.server().execute("INSERT INTO app.t VALUES (5, 0)");

            one.server().execute("INSERT INTO app.t VALUES (4, 4), (5, 5), (6, 6)", "INSERT INTO app.t VALUES (7, 7)");
            awaitRows(two, 3);
            // Connect's converter can read it, key and value; the sink cannot.
            String text = "{\"schema\":{\"type\":\"string\"},\"payload\":\"?\"}";
            pair.broker().records().send(one.stream(), text, text);
            one.server().execute("INSERT INTO app.t VALUES (8, 8)");
            awaitRows(two, 4);

            assertThat(two.server().value("SELECT GROUP_CONCAT(id ORDER BY id) FROM app.t"))
                    .isEqualTo("1,5,7,8");
            List<TopicRecord> refused = pair.broker().records().await(queue, 6, LIMIT);
            assertThat(refused)
                    .as("BEGIN, three rows, END, and the record that nobody can read")
                    .hasSize(6);
            assertThat(two.server().value("SELECT gtid_set FROM duplex.applied_transaction WHERE worker = 0"))
                    .isNotEmpty();
            assertThat(pair.cluster().worker(0).log())
                    .content()
                    .contains("Set aside transaction gtid=" + one.server().serverUuid())
                    .contains("Set aside a record");
        }
    }

    private static void awaitRows(Site site, int count) {
        Eventually.holds(
                count + " rows on " + site.name(),
                LIMIT,
                () -> site.server().number("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'app'")
                                == 1
                        && site.server().number("SELECT COUNT(*) FROM app.t") == count);
    }
}
