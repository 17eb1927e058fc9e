// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.registry;

import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.artifact.Maven;
import io.duplex.testkit.artifact.SelectedZip;
import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Confluent's own Avro converter, for tests that compare with it. Its artifacts are not on Maven Central, but an archive there bundles
 * them unchanged; nothing of it is part of this project.
 */
public final class ConfluentConverter {
    public static final String CLASS = "io.confluent.connect.avro.AvroConverter";
    public static final String VERSION = "7.9.2";

    private static final String ARCHIVE = "org.apache.pulsar:pulsar-io-kafka-connect-adaptor-nar:4.0.8";
    private static final String AVRO = "org.apache.avro:avro:1.12.2";
    private static final Pattern JARS = Pattern.compile("META-INF/bundled-dependencies/.*"
            + "(kafka-(connect-avro-converter|connect-avro-data|avro-serializer|schema-converter|schema-serializer"
            + "|schema-registry-client)-" + Pattern.quote(VERSION)
            + "|common-utils-" + Pattern.quote(VERSION)
            + "|logredactor(-metrics)?-[0-9.]+|re2j-[0-9.]+|minimal-json-[0-9.]+|guava-[0-9].*|failureaccess-[0-9.]+"
            + "|snakeyaml-[0-9.]+|swagger-annotations-[0-9.]+|commons-(compress|lang3|io)-[0-9.]+"
            + "|jackson-(core|databind|annotations|datatype-jdk8|datatype-jsr310|dataformat-csv"
            + "|module-parameter-names)-[0-9.]+)\\.jar");

    private ConfluentConverter() {}

    /** A plugin path with nothing but the converter, which is fetched on first use. */
    public static Path plugins() {
        return ArtifactCache.ofUser().entry("confluent-converter-" + VERSION, ConfluentConverter::fetch);
    }

    /** A class loader of its own that has the converter, as in a worker: only Kafka's classes are the other one's. */
    public static URLClassLoader loader(ClassLoader kafka) {
        try (Stream<Path> jars = Files.list(plugins().resolve("confluent-avro-converter"))) {
            return new URLClassLoader(jars.map(ConfluentConverter::url).toArray(URL[]::new), new KafkaOnly(kafka));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fetch(Path directory) throws IOException {
        Path plugin = Files.createDirectory(directory.resolve("confluent-avro-converter"));
        Path parts = Directories.temporary("confluent");
        try {
            SelectedZip.extract(Artifact.of(ARCHIVE), name -> JARS.matcher(name).matches(), parts);
            for (Path jar : files(parts)) {
                Files.move(jar, plugin.resolve(Objects.requireNonNull(jar.getFileName())));
            }
        } finally {
            Directories.delete(parts);
        }
        Path avro = Maven.file(Artifact.of(AVRO));
        Files.copy(avro, plugin.resolve(Objects.requireNonNull(avro.getFileName())));
        writeManifest(plugin.resolve("manifest.jar"));
        if (files(plugin).size() < 10) {
            throw new IOException(ARCHIVE + " has only " + files(plugin));
        }
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    /** Confluent's jar has no service file, so a worker that looks for these only would not find the converter. */
    private static void writeManifest(Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("META-INF/services/org.apache.kafka.connect.storage.Converter"));
            out.write((CLASS + "\n").getBytes(StandardCharsets.UTF_8));
            out.closeEntry();
        }
    }

    /** Shows of another class loader what a worker shows to its plugins. */
    private static final class KafkaOnly extends ClassLoader {
        private final ClassLoader kafka;

        KafkaOnly(ClassLoader kafka) {
            super(ClassLoader.getPlatformClassLoader());
            this.kafka = kafka;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("org.apache.kafka.") || name.startsWith("org.slf4j.")) {
                return kafka.loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
