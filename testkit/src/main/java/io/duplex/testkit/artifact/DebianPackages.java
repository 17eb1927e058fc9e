// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.artifact;

import io.duplex.testkit.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Unpacks Debian packages into a directory without root: apt works in a state directory of its own, nothing is installed. */
final class DebianPackages {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Path directory;
    private final Map<String, String> environment;

    private DebianPackages(Path directory) {
        this.directory = directory;
        this.environment = Map.of("APT_CONFIG", directory.resolve("apt.conf").toString(), "LC_ALL", "C");
    }

    /** Packages of the machine's own release. */
    static DebianPackages ofThisMachine(Path directory) throws IOException {
        DebianPackages packages = new DebianPackages(directory);
        packages.prepare("");
        return packages;
    }

    /** Packages of another suite of the machine's own Debian mirror. */
    static DebianPackages ofSuite(Path directory, String suite) throws IOException {
        DebianPackages packages = new DebianPackages(directory);
        Path sources = directory.resolve("sources.list");
        Files.writeString(
                sources, "deb [arch=amd64 signed-by=%s] %s %s main%n".formatted(keyring(), mirror(directory), suite));
        packages.prepare("""
                Dir::Etc::SourceList "%s"; Dir::Etc::SourceParts "/dev/null";
                Dir::Etc::Preferences "/dev/null"; Dir::Etc::PreferencesParts "/dev/null"; Dir::Etc::Parts "/dev/null";
                APT::Architecture "amd64"; APT::Architectures { "amd64"; };
                """.formatted(sources));
        return packages;
    }

    /** Everything that an empty machine would need to run the package. */
    List<String> closure(String name) throws IOException {
        return run("apt-get", "install", "-s", name)
                .lines()
                .filter(line -> line.startsWith("Inst "))
                .map(line -> line.split(" ", 3)[1])
                .toList();
    }

    void unpack(List<String> names, Path target) throws IOException {
        List<String> download = new ArrayList<>(List.of("apt-get", "-qq", "download"));
        download.addAll(names);
        run(download.toArray(String[]::new));
        Files.createDirectories(target);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path archive : files.filter(hasEnding(".deb")).toList()) {
                run("dpkg-deb", "-x", archive.toString(), target.toString());
                Files.delete(archive);
            }
        }
    }

    private void prepare(String configuration) throws IOException {
        Files.createDirectories(directory.resolve("lists/partial"));
        Files.createDirectories(directory.resolve("archives/partial"));
        Files.writeString(directory.resolve("status"), "");
        Files.writeString(directory.resolve("apt.conf"), """
                Dir::State "%1$s"; Dir::State::lists "%1$s/lists"; Dir::State::status "%1$s/status";
                Dir::Cache "%1$s"; Dir::Cache::archives "%1$s/archives";
                APT::Install-Recommends "false"; Acquire::Languages "none"; APT::Sandbox::User "";
                Debug::NoLocking "true"; Acquire::Check-Valid-Until "false";
                """.formatted(directory) + configuration);
        run("apt-get", "-qq", "update");
    }

    private String run(String... command) throws IOException {
        return Command.run(directory, PATIENCE, environment, List.of(command));
    }

    private static String mirror(Path directory) throws IOException {
        String format = "$(REPO_URI) $(ORIGIN) $(LABEL)";
        return Command.run(directory, PATIENCE, List.of("apt-get", "indextargets", "--format", format))
                .lines()
                .map(line -> line.split(" "))
                .filter(parts -> parts.length == 3 && parts[1].equals("Debian") && parts[2].equals("Debian"))
                .map(parts -> parts[0])
                .findFirst()
                .orElseThrow(() -> new IOException("apt names no Debian mirror on this machine"));
    }

    private static String keyring() throws IOException {
        return Stream.of("pgp", "gpg")
                .map(ending -> "/usr/share/keyrings/debian-archive-keyring." + ending)
                .filter(file -> Files.exists(Path.of(file)))
                .findFirst()
                .orElseThrow(() -> new IOException("no Debian archive keyring on this machine"));
    }

    private static Predicate<Path> hasEnding(String ending) {
        return file -> file.toString().endsWith(ending);
    }
}
