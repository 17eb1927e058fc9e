// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.demo;

import java.util.LinkedHashMap;
import java.util.Map;

/** The connectors of the demo, configured as {@code config/connectors} shows them. */
final class DemoConnectors {
    private DemoConnectors() {}

    static String sourceName(DemoSite site) {
        return "source-" + site.prefix();
    }

    static String sinkName(DemoSite from, DemoSite to) {
        return "sink-" + to.prefix() + "-from-" + from.prefix();
    }

    static Map<String, String> source(DemoSite site, String snapshotMode, String bootstrapServers) {
        Map<String, String> config = connection(site);
        config.put("connector.class", "io.duplex.source.MySqlSourceConnector");
        config.put("tasks.max", "1");
        config.put("topic.prefix", site.prefix());
        config.put("topic.layout", "stream");
        config.put("site.id", String.valueOf(site.id()));
        config.put("snapshot.mode", snapshotMode);
        config.put("schema.history.internal.kafka.bootstrap.servers", bootstrapServers);
        config.put("schema.history.internal.kafka.topic", site.prefix() + ".schema-history");
        config.put("heartbeat.interval.ms", "5000");
        config.put("poll.interval.ms", "20");
        config.put("producer.override.compression.type", "zstd");
        config.put("topic.creation.default.replication.factor", "1");
        config.put("topic.creation.default.partitions", "1");
        return config;
    }

    static Map<String, String> sink(DemoSite from, DemoSite to) {
        Map<String, String> config = connection(to);
        config.put("connector.class", "io.duplex.sink.MySqlSinkConnector");
        config.put("tasks.max", "1");
        config.put("topics", from.prefix() + ".stream");
        config.put("site.id", String.valueOf(to.id()));
        config.put("consumer.override.auto.offset.reset", "earliest");
        return config;
    }

    private static Map<String, String> connection(DemoSite site) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("key.converter", "org.apache.kafka.connect.json.JsonConverter");
        config.put("key.converter.schemas.enable", "false");
        config.put("value.converter", "io.duplex.converters.compact.CompactConverter");
        config.put("database.hostname", site.server().host());
        config.put("database.port", String.valueOf(site.server().port()));
        config.put("database.user", DemoSite.USER);
        config.put("database.password", DemoSite.PASSWORD);
        return config;
    }
}
