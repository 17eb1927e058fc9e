// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.registry;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.artifact.Maven;
import io.duplex.testkit.process.Command;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.Ports;
import io.duplex.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A real registry with Confluent's REST API as a process of its own, in memory, on a free loopback port. */
public final class ApicurioRegistry implements AutoCloseable {

    private static final String VERSION = "2.6.13.Final";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ServerProcess process;
    private final int port;

    private ApicurioRegistry(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts one, which is fetched on first use. */
    public static ApicurioRegistry start() throws IOException {
        Path home = ArtifactCache.ofUser().entry("apicurio-" + VERSION, ApicurioRegistry::unpack);
        int port = Ports.free();
        List<String> command = List.of(
                Path.of(Objects.requireNonNull(System.getProperty("java.home")), "bin", "java")
                        .toString(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-jar",
                runner(home).toString());
        Path log = Directories.temporary("registry").resolve("registry.log");
        ApicurioRegistry registry = new ApicurioRegistry(ServerProcess.start("registry", command, Map.of(), log), port);
        Eventually.holds("the registry answers", Duration.ofMinutes(3), registry::answers);
        return registry;
    }

    /** Returns the address for {@code schema.registry.url}. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** Makes the registry refuse a schema of this subject that cannot read the one before. */
    public void requireBackwardCompatibility(String subject) throws IOException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "/config/" + subject))
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}"))
                    .build();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IOException("PUT /config answered " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    private boolean answers() {
        process.failIfDead();
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(url() + "/subjects"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void unpack(Path directory) throws IOException {
        Path archive = Maven.file(Artifact.of("io.apicurio:apicurio-registry-app:" + VERSION + ":tar.gz:all"));
        Command.run(directory, Duration.ofMinutes(2), List.of("tar", "xzf", archive.toString()));
    }

    private static Path runner(Path home) throws IOException {
        try (Stream<Path> files = Files.walk(home, 2)) {
            return files.filter(file -> String.valueOf(file.getFileName()).endsWith("-runner.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("no runner jar in " + home));
        }
    }
}
