// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import io.duplex.testkit.process.Command;
import io.duplex.testkit.process.Directories;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Fetches artifacts by running the user's own {@code mvn}, so that mirrors, proxies and credentials are those of the user. */
public final class Maven {
    private static final String DEPENDENCY_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.9.0";
    private static final String HELP_PLUGIN = "org.apache.maven.plugins:maven-help-plugin:3.5.1";
    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final String CLASS_PATH = "class-path.txt";

    private Maven() {}

    /** The files of the artifacts and of everything they need at run time; {@code name} is the name of the cached answer. */
    public static List<Path> classPath(ArtifactCache cache, String name, List<Artifact> artifacts) {
        String entry = "classpath-" + name;
        List<Path> files = cached(cache, entry, artifacts);
        if (files.stream().allMatch(Files::exists)) {
            return files;
        }
        cache.forget(entry); // The local repository was cleaned since.
        return cached(cache, entry, artifacts);
    }

    /** The one file of an artifact, without anything it depends on. */
    public static Path file(Artifact artifact) throws IOException {
        Path directory = Directories.temporary("maven");
        try {
            resolve(directory, List.of(artifact.alone()));
            return read(directory.resolve(CLASS_PATH)).get(0);
        } finally {
            Directories.delete(directory);
        }
    }

    /** The address of the first repository Maven asks, for requests that Maven itself cannot make. */
    static URI repository() throws IOException {
        Path directory = Directories.temporary("maven");
        try {
            Files.writeString(directory.resolve("pom.xml"), pom(List.of()));
            List<String> goal = List.of(
                    HELP_PLUGIN + ":evaluate",
                    "-Dexpression=project.remoteArtifactRepositories[0].url",
                    "-DforceStdout");
            String answer = Command.run(directory, PATIENCE, command(goal));
            return URI.create(answer.replaceAll("\u001B\\[[0-9;]*m", "").strip());
        } finally {
            Directories.delete(directory);
        }
    }

    private static List<Path> cached(ArtifactCache cache, String entry, List<Artifact> artifacts) {
        Path answer = cache.entry(entry, directory -> resolve(directory, artifacts));
        try {
            return read(answer.resolve(CLASS_PATH));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void resolve(Path directory, List<Artifact> artifacts) throws IOException {
        Files.writeString(directory.resolve("pom.xml"), pom(artifacts));
        Path output = directory.resolve(CLASS_PATH);
        Command.run(
                directory,
                PATIENCE,
                command(List.of(
                        DEPENDENCY_PLUGIN + ":build-classpath",
                        "-Dmdep.includeScope=runtime",
                        "-Dmdep.outputFile=" + output)));
    }

    private static List<Path> read(Path classPath) throws IOException {
        return Arrays.stream(Files.readString(classPath).strip().split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    private static List<String> command(List<String> goal) {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-q"));
        String localRepository = System.getProperty("maven.repo.local");
        if (localRepository != null) {
            command.add("-Dmaven.repo.local=" + localRepository);
        }
        command.addAll(goal);
        return command;
    }

    private static String pom(List<Artifact> artifacts) {
        return """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>io.duplex.testkit</groupId>
                  <artifactId>fetch</artifactId>
                  <version>1</version>
                  <packaging>pom</packaging>
                  <dependencies>
                %s
                  </dependencies>
                </project>
                """.formatted(artifacts.stream().map(Artifact::dependency).collect(Collectors.joining("\n")));
    }
}
