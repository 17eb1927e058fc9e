// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.run.Drained;
import io.duplex.sink.MySqlSinkTask;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.connect.sink.SinkConnector;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTask;

/**
 * Writes a backlog into a target from a JVM of its own. The records are read first and are in memory when the clock
 * starts; no worker, converter or broker takes part. Argument: a file of properties; those of the connectors have the
 * prefixes {@code source.} and {@code sink.}.
 */
public final class SinkDrain {
    static final String JARS = "plugin.jars";
    private static final String DEBEZIUM = "io.debezium.connector.jdbc.JdbcSinkConnector";

    private SinkDrain() {}

    /** Prints {@link Drained}. */
    public static void main(String[] args) throws Exception {
        Properties properties = new Properties();
        try (var in = Files.newInputStream(Path.of(args[0]))) {
            properties.load(in);
        }
        long rows = Long.parseLong(properties.getProperty("drain.rows"));
        long server = Long.parseLong(properties.getProperty("drain.server.pid"));
        List<SinkRecord> records = BacklogRecords.read(with(properties, "source."), offset(properties), rows);
        Map<String, String> sink = with(properties, "sink.");
        Contender contender = Contender.valueOf(properties.getProperty("drain.contender"));
        int batch = Integer.parseInt(properties.getProperty("drain.batch"));
        int together = Integer.parseInt(properties.getProperty("drain.transaction"));
        try (Drain drain = drain(contender, sink, new Backlog(records, batch, together))) {
            Drained.Clock clock = new Drained.Clock(server);
            clock.begin();
            drain.run();
            clock.end(rows, 0).print();
        }
        System.exit(0);
    }

    /** What is measured: begins ready to write, and returns when all is committed. */
    interface Drain extends AutoCloseable {
        void run() throws InterruptedException, SQLException;

        @Override
        void close() throws SQLException;
    }

    /**
     * What is written.
     *
     * @param batch records that a task is given at once
     * @param transaction rows of a source transaction
     */
    record Backlog(List<SinkRecord> records, int batch, int transaction) {}

    private static Drain drain(Contender contender, Map<String, String> config, Backlog backlog)
            throws SQLException, ReflectiveOperationException {
        return switch (contender) {
            case PLAIN_JDBC, PLAIN_JDBC_MARKED ->
                PlainJdbc.connect(config, backlog, contender == Contender.PLAIN_JDBC_MARKED);
            case DEBEZIUM_JDBC -> {
                SinkConnector connector = PluginLoader.connector(Objects.requireNonNull(config.remove(JARS)), DEBEZIUM);
                connector.start(config);
                SinkTask task = (SinkTask)
                        connector.taskClass().getDeclaredConstructor().newInstance();
                yield new TaskDrain(task, connector.taskConfigs(1).get(0), backlog);
            }
            case DUPLEX, DUPLEX_CONFLICTS -> new TaskDrain(new MySqlSinkTask(), config, backlog);
            case NATIVE_1, NATIVE_4 -> throw new IllegalArgumentException(contender + " is the server itself");
        };
    }

    /** Where the backlog begins; none when the source copies its tables. */
    private static Map<String, Object> offset(Properties properties) {
        return properties.getProperty("drain.file").isEmpty()
                ? Map.of()
                : Map.of(
                        "file",
                        properties.getProperty("drain.file"),
                        "pos",
                        Long.valueOf(properties.getProperty("drain.pos")),
                        "gtids",
                        properties.getProperty("drain.gtids"));
    }

    private static Map<String, String> with(Properties properties, String prefix) {
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toMap(name -> name.substring(prefix.length()), properties::getProperty));
    }
}
