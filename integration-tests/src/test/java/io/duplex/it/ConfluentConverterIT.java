// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.mysql.MySqlVersion;
import io.duplex.testkit.registry.ApicurioRegistry;
import io.duplex.testkit.registry.ConfluentConverter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;

/** Confluent's own Avro converter on one side and Duplex's on the other, in a worker, with every type. */
class ConfluentConverterIT {
    private static final String OURS = "io.duplex.converters.avro.AvroConverter";

    private static ApicurioRegistry registry;
    private static ConnectCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        Path confluent = confluent();
        registry = ApicurioRegistry.start();
        cluster = Replication.cluster(Replication.sharedBroker())
                .pluginPath(confluent)
                .workers(1)
                .start();
    }

    private static Path confluent() {
        try {
            return ConfluentConverter.plugins();
        } catch (UncheckedIOException e) {
            throw new TestAbortedException("Confluent's converter cannot be fetched: " + e.getMessage(), e);
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
        if (registry != null) {
            registry.close();
        }
    }

    /** Each layout and each direction once, or all of them. */
    static Stream<Arguments> cases() {
        Stream<Arguments> few = Stream.of(
                Arguments.of("stream", ConfluentConverter.CLASS, OURS),
                Arguments.of("table", OURS, ConfluentConverter.CLASS));
        return Boolean.getBoolean("duplex.confluent.all")
                ? Stream.concat(
                        few,
                        Stream.of(
                                Arguments.of("stream", OURS, ConfluentConverter.CLASS),
                                Arguments.of("table", ConfluentConverter.CLASS, OURS)))
                : few;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatOneConverterWritesTheOtherReadsExactly(String layout, String atSource, String atSink) {
        try (Site source = Site.start(1, MySqlVersion.V8_0);
                Site target = Site.start(2, MySqlVersion.V8_0);
                Replication replication = new Replication(Replication.sharedBroker(), cluster)) {
            Map<String, String> sourceOptions = avro(atSource);
            sourceOptions.put("topic.layout", layout);
            sourceOptions.put("schema.history.internal.kafka.topic", "history-" + source.name());
            // The prefix has a hyphen, which Avro's names may not have.
            sourceOptions.put("schema.name.adjustment.mode", "avro");
            Map<String, String> sinkOptions = avro(atSink);
            if ("table".equals(layout)) {
                sourceOptions.put("provide.transaction.metadata", "true");
                sourceOptions.put("skipped.operations", "none");
                sourceOptions.put("topic.creation.default.partitions", "3");
                sinkOptions.put("topics", "");
                sinkOptions.put("topics.regex", source.name() + "(\\..+)?");
                sinkOptions.put("consumer.override.metadata.max.age.ms", "1000");
            }

            new EveryType(source, target, MySqlVersion.V8_0).replicateWith(replication, sourceOptions, sinkOptions);
        }
    }

    /** The same options for either converter. A stream has many record types, so its subjects need their names. */
    private static Map<String, String> avro(String converter) {
        Map<String, String> options = new LinkedHashMap<>();
        for (String side : List.of("key", "value")) {
            String prefix = side + ".converter";
            options.put(prefix, converter);
            options.put(prefix + ".schema.registry.url", registry.url());
            options.put(prefix + ".ignore.default.for.nullables", "true");
            options.put(
                    prefix + "." + side + ".subject.name.strategy",
                    "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy");
        }
        return options;
    }
}
