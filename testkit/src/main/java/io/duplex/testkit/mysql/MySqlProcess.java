// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import io.duplex.testkit.artifact.ArtifactCache;
import io.duplex.testkit.process.Directories;
import io.duplex.testkit.process.Ports;
import io.duplex.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A mysqld child process on a copy of the version's initialised data directory. */
final class MySqlProcess implements MySqlBackend {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String ROOT_FROM_ANYWHERE = """
            CREATE USER 'root'@'%' IDENTIFIED BY '';
            GRANT ALL PRIVILEGES ON *.* TO 'root'@'%' WITH GRANT OPTION;
            """;

    private final MySqlInstallation installation;
    private final List<String> options;
    private final int port = Ports.free();
    private final Path directory;
    private Optional<ServerProcess> process = Optional.empty();

    MySqlProcess(MySqlVersion version, List<String> options) {
        this.installation = MySqlInstallation.of(version);
        this.options = List.copyOf(options);
        Path initialised = initialised(installation);
        this.directory = Directories.temporary("mysql");
        try {
            Directories.copy(initialised, data());
            Files.deleteIfExists(data().resolve("auto.cnf")); // Each server makes its own UUID.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        List<String> arguments = new ArrayList<>(List.of(
                "--datadir=" + data(),
                "--tmpdir=" + directory,
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--socket=",
                "--pid-file=" + directory.resolve("mysqld.pid"),
                "--loose-mysqlx=OFF"));
        arguments.addAll(options);
        String name = installation.version() + " on port " + port;
        process = Optional.of(
                ServerProcess.start(name, installation.mysqld(arguments), installation.environment(), log()));
    }

    @Override
    public void failIfDead() {
        process.ifPresent(ServerProcess::failIfDead);
    }

    @Override
    public void kill9() {
        process.ifPresent(ServerProcess::kill9);
    }

    @Override
    public void stop() {
        process.ifPresent(running -> running.stop(PATIENCE));
    }

    @Override
    public String logTail() {
        return ServerProcess.tail(log(), 60);
    }

    @Override
    public String tool(String program, List<String> arguments) {
        return installation.run(program, arguments);
    }

    @Override
    public void close() {
        kill9();
        Directories.delete(directory);
    }

    Path data() {
        return directory.resolve("data");
    }

    private Path log() {
        return directory.resolve("mysqld.log");
    }

    private static Path initialised(MySqlInstallation installation) {
        String entry = installation.name() + "-data";
        return ArtifactCache.ofUser().entry(entry, directory -> initialise(installation, directory));
    }

    private static void initialise(MySqlInstallation installation, Path directory) throws IOException {
        Path users = directory.resolveSibling(directory.getFileName() + ".sql");
        Path log = directory.resolveSibling(directory.getFileName() + ".log");
        // One statement per line: the server reads the file line by line.
        Files.writeString(users, ROOT_FROM_ANYWHERE);
        Files.deleteIfExists(log);
        List<String> command =
                installation.mysqld(List.of("--initialize-insecure", "--datadir=" + directory, "--init-file=" + users));
        ServerProcess process = ServerProcess.start(
                "initialisation of " + installation.version(), command, installation.environment(), log);
        int exitCode = process.exitCode(Duration.ofMinutes(5));
        if (exitCode != 0) {
            throw new IOException(installation.version() + " cannot be initialised:\n" + process.logTail(40));
        }
        Files.delete(users);
        Files.delete(log);
    }
}
