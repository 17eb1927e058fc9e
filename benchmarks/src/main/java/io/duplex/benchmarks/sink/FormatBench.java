// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.sink;

import io.duplex.benchmarks.source.Delivered;
import io.duplex.testkit.kafka.KafkaBroker;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.registry.ApicurioRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.sink.SinkRecord;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what each format of records costs: bytes in a broker's log, and CPU time to write and to read them. */
@Command(name = "format-bench", mixinStandardHelpOptions = true, description = "Formats of records, by real ones.")
public final class FormatBench implements Callable<Integer> {
    private static final List<String> COMPRESSIONS = List.of("none", "lz4", "zstd");

    @Option(names = "--transactions", description = "transactions of four row changes", defaultValue = "10000")
    private long transactions;

    @Option(names = "--rounds", description = "passes over the records; the last half counts", defaultValue = "8")
    private int rounds;

    @Option(names = "--format", split = ",", description = "${COMPLETION-CANDIDATES}")
    private List<RecordFormat> formats = List.of(RecordFormat.values());

    /** Prints a table; figures are for each row change, with its share of BEGIN and END. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new FormatBench()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                KafkaBroker broker = KafkaBroker.start();
                ApicurioRegistry registry = ApicurioRegistry.start()) {
            SinkLoad.createTables(server, SinkLoad.Workload.OLTP);
            SinkLoad load = SinkLoad.write(
                    server, SinkLoad.Workload.OLTP, transactions * SinkLoad.Workload.OLTP.rowsOfATransaction());
            List<SinkRecord> records = BacklogRecords.read(source(server, broker), load.offset(), load.rows());
            System.out.println("rows " + load.rows() + ", records " + records.size());
            System.out.println("| format | bytes | in the log: none | lz4 | zstd | write, us | read, us |");
            for (RecordFormat format : formats) {
                System.out.println(
                        measured(format, new FormatRun(format, records, registry.url()), broker, load.rows()));
            }
        }
        return 0;
    }

    private String measured(RecordFormat format, FormatRun run, KafkaBroker broker, long rows) throws Exception {
        long write = 0;
        long read = 0;
        for (int round = 0; round < rounds; round++) {
            long wrote = run.write();
            long took = run.read();
            if (round >= rounds / 2) {
                write += wrote;
                read += took;
            }
        }
        long counted = (rounds - rounds / 2) * rows;
        List<Long> logs = new ArrayList<>();
        for (String compression : COMPRESSIONS) {
            logs.add(logged(run, broker, format.name().toLowerCase(Locale.ROOT) + "." + compression, compression));
        }
        return String.format(
                Locale.ROOT,
                "| %s | %d | %d | %d | %d | %.2f | %.2f |",
                format,
                run.bytes() / rows,
                logs.get(0) / rows,
                logs.get(1) / rows,
                logs.get(2) / rows,
                write / 1000.0 / counted,
                read / 1000.0 / counted);
    }

    /** With the batches that the other benchmarks have. */
    private static long logged(FormatRun run, KafkaBroker broker, String topic, String compression) throws Exception {
        broker.createTopic(topic, 1, Map.of());
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "batch.size",
                262_144,
                "linger.ms",
                50,
                "compression.type",
                compression);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (ProducerRecord<byte[], byte[]> each : run.records(topic)) {
                sent.add(producer.send(each));
            }
            producer.flush();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
        try (Delivered delivered = new Delivered(broker.bootstrapServers(), topic)) {
            return delivered.bytes();
        }
    }

    private static Map<String, String> source(MySqlServer server, KafkaBroker broker) {
        Map<String, String> config = new LinkedHashMap<>();
        config.put("name", "bench");
        config.put("database.hostname", server.host());
        config.put("database.port", String.valueOf(server.port()));
        config.put("database.user", server.user());
        config.put("database.password", server.password());
        config.put("topic.prefix", "bench");
        config.put("topic.layout", "stream");
        config.put("site.id", "1");
        config.put("snapshot.mode", "recovery");
        config.put("schema.history.internal.kafka.bootstrap.servers", broker.bootstrapServers());
        config.put("schema.history.internal.kafka.topic", "bench.history");
        return config;
    }
}
