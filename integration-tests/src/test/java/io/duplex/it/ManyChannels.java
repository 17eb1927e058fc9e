// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several sources that read one server, each in its own way, and sinks that write the database {@code app} into databases
 * of their own on another server. One worker has all of them, with Debezium's plugin beside Duplex's.
 */
final class ManyChannels implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Site source = Site.start(1, MySqlVersion.V8_0);
    private final Site target = Site.start(2, MySqlVersion.V8_0);
    private final Replication replication = new Replication(Replication.sharedBroker(), Worker.CLUSTER);

    Site source() {
        return source;
    }

    Site target() {
        return target;
    }

    Replication replication() {
        return replication;
    }

    /** Returns options that name a converter for values or keys, and the converter's own. */
    static Map<String, String> converter(String side, String type, String... more) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put(side + ".converter", type);
        for (int i = 0; i < more.length; i += 2) {
            options.put(side + ".converter." + more[i], more[i + 1]);
        }
        return options;
    }

    /** Returns all of these options. */
    @SafeVarargs
    static Map<String, String> all(Map<String, String>... options) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Map<String, String> each : options) {
            all.putAll(each);
        }
        return all;
    }

    /** Options of a source in the stream layout with this prefix. */
    Map<String, String> sourceOptions(String prefix, Map<String, String> more) {
        Map<String, String> config =
                Connectors.source(source, replication.broker().bootstrapServers());
        config.put("name", "source-" + source.name() + prefix);
        config.put("topic.prefix", source.name() + prefix);
        config.put("schema.history.internal.kafka.topic", "history-" + source.name() + prefix);
        config.putAll(more);
        return config;
    }

    /** Options of a sink that reads what {@link #sourceOptions} writes, into a database of this name. */
    Map<String, String> sinkOptions(String database, String prefix, Map<String, String> more) {
        Map<String, String> config = Connectors.sink(source, target);
        config.put("name", sinkName(database));
        config.put("topics", source.name() + prefix + ".stream");
        config.put("table.mapping", "app.*:" + database + ".*");
        config.putAll(more);
        return config;
    }

    String sinkName(String database) {
        return "sink-" + target.name() + "-" + database;
    }

    /** Posts a source; it runs when {@link #awaitSourceRunning} returns. */
    void source(String prefix, Map<String, String> more) {
        replication.beginAs("source-" + source.name() + prefix, sourceOptions(prefix, more));
    }

    /** Posts a sink. */
    void sink(String database, String prefix, Map<String, String> more) {
        replication.beginAs(sinkName(database), sinkOptions(database, prefix, more));
    }

    void awaitSourceRunning(String prefix) {
        replication.rest().awaitRunning("source-" + source.name() + prefix, LIMIT);
    }

    /** Waits until a sink has stopped with an error; returns its trace and ends it. */
    String failure(String database) {
        String trace = replication.rest().awaitFailed(sinkName(database), LIMIT);
        replication.end(sinkName(database));
        return trace;
    }

    /** Returns what a source of these options is refused with, by option. */
    Map<String, List<String>> refusedSource(Map<String, String> more) {
        return replication.rest().validate(sourceOptions("refused", more));
    }

    /** Likewise for a sink. */
    Map<String, List<String>> refusedSink(Map<String, String> more) {
        return replication.rest().validate(sinkOptions("refused", "refused", more));
    }

    /** Waits until the tables on the target have the rows of those at the source. */
    void awaitEqual(String database, List<String> tables) {
        for (String table : tables) {
            Eventually.passes(
                    database + "." + table + " as app." + table,
                    LIMIT,
                    () -> requireRunning(database, content(target, database, table), content(source, "app", table)));
        }
    }

    private void requireRunning(String database, String copied, String wanted) {
        String failure = replication.rest().status(sinkName(database)).failure();
        if (!failure.isEmpty()) {
            throw new Eventually.GiveUp(sinkName(database) + " failed: " + failure);
        }
        if (!copied.equals(wanted)) {
            throw new AssertionError(copied + " instead of " + wanted);
        }
    }

    /** Every value as text, in the order of the key; NULL is told from empty text. */
    private static String content(Site site, String database, String table) {
        MySqlServer server = site.server();
        String columns = server
                .rows("SELECT column_name FROM information_schema.columns WHERE table_schema = '" + database
                        + "' AND table_name = '" + table + "' ORDER BY ordinal_position")
                .stream()
                .map(column -> "HEX(CAST(" + column.get(0) + " AS BINARY))")
                .collect(Collectors.joining(", "));
        return columns.isEmpty()
                ? "no table"
                : columns + server.rows("SELECT " + columns + " FROM " + database + "." + table + " ORDER BY 1");
    }

    @Override
    public void close() {
        try (source;
                target) {
            replication.close();
        }
    }

    /** Started on first use, ended with the JVM. */
    private static final class Worker {
        static final ConnectCluster CLUSTER = Replication.cluster(Replication.sharedBroker())
                .pluginPath(DebeziumPlugin.install())
                .heap("768m")
                .workers(1)
                .start();
    }
}
