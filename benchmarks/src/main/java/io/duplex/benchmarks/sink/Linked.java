// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlServerBuilder;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.IOException;
import java.util.Map;

/** Who brings changes from server to server as they happen. */
enum Linked {
    /** Source, broker and sink. */
    DUPLEX,
    /** The same with records of {@code CompactConverter} instead of the worker's JSON with schemas. */
    DUPLEX_COMPACT,
    /** Native replication. */
    NATIVE_1,
    NATIVE_4,
    /** Debezium's source and its JDBC sink. */
    DEBEZIUM_JDBC;

    private static final Map<String, String> COMPACT = Map.of(
            "key.converter",
            "org.apache.kafka.connect.json.JsonConverter",
            "key.converter.schemas.enable",
            "false",
            "value.converter",
            "io.duplex.converters.compact.CompactConverter");

    Link start(DuplexLink.Options options) throws IOException {
        return switch (this) {
            case DUPLEX -> DuplexLink.start(options);
            case DUPLEX_COMPACT -> DuplexLink.start(options.with(COMPACT));
            case DEBEZIUM_JDBC -> new DebeziumLink(options.heap());
            case NATIVE_1 -> new NativeLink(1);
            case NATIVE_4 -> new NativeLink(4);
        };
    }

    /** Tells whether a row is seen only when all that was committed before it is there. */
    boolean keepsOrder() {
        return this != DEBEZIUM_JDBC;
    }

    /** Returns a server as both sides have it, whoever links them. */
    static MySqlServerBuilder server(int id, boolean durable) {
        return MySqlServer.builder(MySqlVersion.V8_0)
                .serverId(id)
                .option("--innodb-buffer-pool-size=256M", "--max-allowed-packet=64M", "--performance-schema=ON")
                .option(NativeReplica.SOURCE_OPTIONS)
                .option("--innodb-flush-log-at-trx-commit=" + (durable ? 1 : 2), "--sync-binlog=" + (durable ? 1 : 0));
    }
}
