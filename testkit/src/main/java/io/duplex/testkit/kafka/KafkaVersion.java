// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.kafka;

import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.artifact.Maven;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Kafka releases that tests run: the current one and the oldest line that still loads the plugins. */
public enum KafkaVersion {
    V3_9("3.9.1"),
    V4_3("4.3.1");

    private static final String LOG4J = "2.25.4";
    private final String number;

    KafkaVersion(String number) {
        this.number = number;
    }

    /** As in "4.3.1". */
    public String number() {
        return number;
    }

    /** The jars of broker, Connect worker and command line tools. */
    public List<Path> classPath() {
        List<Artifact> artifacts = new ArrayList<>();
        for (String name : List.of("kafka_2.13", "connect-runtime", "connect-json", "connect-transforms")) {
            artifacts.add(Artifact.of("org.apache.kafka:" + name + ":" + number));
        }
        if (this == V4_3) {
            artifacts.add(Artifact.of("org.apache.logging.log4j:log4j-slf4j-impl:" + LOG4J));
        }
        return Maven.classPath(ArtifactCache.ofUser(), "kafka-" + number, artifacts);
    }

    /** Writes a logging configuration into the directory and tells the JVM option that selects it. */
    public String logging(Path directory) throws IOException {
        String pattern = "[%d{HH:mm:ss,SSS}] %p %X{connector.context}%m (%c)%n";
        Path file = directory.resolve("logging.properties");
        if (this == V4_3) {
            Files.writeString(file, """
                    appender.console.type=Console
                    appender.console.name=CONSOLE
                    appender.console.layout.type=PatternLayout
                    appender.console.layout.pattern=%s
                    rootLogger.level=info
                    rootLogger.appenderRef.console.ref=CONSOLE
                    """.formatted(pattern));
            return "-Dlog4j2.configurationFile=" + file;
        }
        Files.writeString(file, """
                log4j.rootLogger=INFO, CONSOLE
                log4j.appender.CONSOLE=org.apache.log4j.ConsoleAppender
                log4j.appender.CONSOLE.layout=org.apache.log4j.PatternLayout
                log4j.appender.CONSOLE.layout.ConversionPattern=%s
                """.formatted(pattern));
        return "-Dlog4j.configuration=file:" + file;
    }
}
