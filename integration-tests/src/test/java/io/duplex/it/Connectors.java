// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import java.util.LinkedHashMap;
import java.util.Map;

/** Connector configurations as a user would post them, for the sites of a test. */
final class Connectors {
    private Connectors() {}

    /** A source in the stream layout with its schema history in Kafka; {@code more} overrides. */
    static Map<String, String> source(Site site, String bootstrapServers, Map<String, String> more) {
        Map<String, String> config = connection(site, site.server().port());
        config.put("connector.class", "io.duplex.source.MySqlSourceConnector");
        config.put("tasks.max", "1");
        config.put("topic.prefix", site.name());
        config.put("topic.layout", "stream");
        config.put("site.id", String.valueOf(site.id()));
        config.put("snapshot.mode", "initial");
        config.put("schema.history.internal.kafka.bootstrap.servers", bootstrapServers);
        config.put("schema.history.internal.kafka.topic", site.name() + ".schema-history");
        config.put("heartbeat.interval.ms", "1000");
        config.put("poll.interval.ms", "50");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        config.putAll(more);
        return config;
    }

    /** A sink that applies one site's stream to another site; {@code more} overrides. */
    static Map<String, String> sink(Site from, Site to, Map<String, String> more) {
        Map<String, String> config = connection(to, to.server().port());
        config.put("connector.class", "io.duplex.sink.MySqlSinkConnector");
        config.put("tasks.max", "1");
        config.put("topics", from.name() + ".stream");
        config.put("site.id", String.valueOf(to.id()));
        config.put("consumer.override.auto.offset.reset", "earliest");
        config.putAll(more);
        return config;
    }

    static String sourceName(Site site) {
        return "source-" + site.name();
    }

    static String sinkName(Site from, Site to) {
        return "sink-" + to.name() + "-from-" + from.name();
    }

    private static Map<String, String> connection(Site site, int port) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("database.hostname", site.server().host());
        config.put("database.port", String.valueOf(port));
        config.put("database.user", Site.USER);
        config.put("database.password", Site.PASSWORD);
        return config;
    }
}
