// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import io.duplex.testkit.mysql.MySqlServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** Configurations of a connector for tests. */
final class TestConfigs {
    private TestConfigs() {}

    /** Prefix {@code a}, schema history in a file of this directory. */
    static Map<String, String> source(MySqlServer server, String layout, Path directory) {
        Map<String, String> config = new HashMap<>();
        config.put("name", "source-a");
        config.put("connector.class", MySqlSourceConnector.class.getName());
        config.put("topic.prefix", "a");
        config.put("topic.layout", layout);
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        config.put("database.ssl.mode", "disabled");
        config.put("schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory");
        config.put(
                "schema.history.internal.file.filename",
                directory.resolve("history.dat").toString());
        config.put("poll.interval.ms", "100");
        return config;
    }
}
