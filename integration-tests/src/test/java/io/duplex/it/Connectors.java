// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.Marks;
import java.util.LinkedHashMap;
import java.util.Map;

/** Connector configurations as a user would post them, for the sites of a test. */
final class Connectors {
    private Connectors() {}

    /** A source in the stream layout with its schema history in Kafka. */
    static Map<String, String> source(Site site, String bootstrapServers) {
        Map<String, String> config = connection(site);
        config.put("connector.class", "io.duplex.source.MySqlSourceConnector");
        config.put("topic.prefix", site.name());
        config.put("topic.layout", "stream");
        config.put("snapshot.mode", "initial");
        config.put("schema.history.internal.kafka.bootstrap.servers", bootstrapServers);
        config.put("schema.history.internal.kafka.topic", site.name() + ".schema-history");
        config.put("heartbeat.interval.ms", "1000");
        config.put("poll.interval.ms", "50");
        config.put("producer.override.compression.type", "lz4");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        return config;
    }

    /** A sink that applies one site's stream to another site, in the mode of marks of this run of the tests. */
    static Map<String, String> sink(Site from, Site to) {
        Map<String, String> config = connection(to);
        config.put("connector.class", "io.duplex.sink.MySqlSinkConnector");
        config.put("topics", from.stream());
        config.put("origin.mark.mode", Marks.chosen().value());
        config.put("consumer.override.auto.offset.reset", "earliest");
        return config;
    }

    static String sourceName(Site site) {
        return "source-" + site.name();
    }

    static String sinkName(Site from, Site to) {
        return "sink-" + to.name() + "-from-" + from.name();
    }

    private static Map<String, String> connection(Site site) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("tasks.max", "1");
        config.put("site.id", String.valueOf(site.id()));
        config.put("database.hostname", site.server().host());
        config.put("database.port", String.valueOf(site.server().port()));
        config.put("database.user", Site.USER);
        config.put("database.password", Site.PASSWORD);
        return config;
    }
}
