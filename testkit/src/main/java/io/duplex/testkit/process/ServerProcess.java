// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** One child process with its log file; a shutdown hook ends it when nobody else does. */
public final class ServerProcess implements AutoCloseable {
    private static final Set<ServerProcess> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ServerProcess::endAll, "duplex-testkit-end"));
    }

    private final String name;
    private final Process process;
    private final Path log;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /** Starts the command with both output streams appended to the log file. */
    public static ServerProcess start(String name, List<String> command, Map<String, String> environment, Path log) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            ServerProcess started = new ServerProcess(name, builder.start(), log);
            ALIVE.add(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + name + ": " + command.get(0), e);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the process to end by itself and tells its exit code. */
    public int exitCode(Duration limit) {
        if (!waitFor(limit)) {
            kill9();
            throw new IllegalStateException(name + " did not end within " + limit + "\n" + logTail(40));
        }
        ALIVE.remove(this);
        return process.exitValue();
    }

    /** SIGKILL, as in a power cut of this one process. */
    public void kill9() {
        process.destroyForcibly();
        if (!waitFor(Duration.ofSeconds(30))) {
            throw new IllegalStateException(name + " (pid " + pid() + ") survived SIGKILL");
        }
        ALIVE.remove(this);
    }

    /** SIGTERM, and SIGKILL when the process does not end in time. */
    public void stop(Duration patience) {
        process.destroy();
        if (!waitFor(patience)) {
            kill9();
        }
        ALIVE.remove(this);
    }

    /** The last lines of the log, for failure messages. */
    public String logTail(int lines) {
        return tail(log, lines);
    }

    public void failIfDead() {
        if (!isAlive()) {
            throw new IllegalStateException(
                    name + " ended with exit code " + process.exitValue() + "; its log ends with:\n" + logTail(60));
        }
    }

    @Override
    public void close() {
        stop(Duration.ofSeconds(10));
    }

    public static String tail(Path file, int lines) {
        try {
            if (!Files.exists(file)) {
                return "(no log " + file + ")";
            }
            List<String> all = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean waitFor(Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + name, e);
        }
    }

    private static void endAll() {
        for (ServerProcess running : ALIVE) {
            running.process.destroyForcibly();
        }
        for (ServerProcess running : ALIVE) {
            running.process
                    .onExit()
                    .orTimeout(10, TimeUnit.SECONDS)
                    .handle((ended, late) -> ended)
                    .join();
        }
        Directories.deleteTemporary();
    }
}
