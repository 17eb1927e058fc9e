// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A short command that is run to its end; its output is the result, a non-zero exit code the failure. */
public final class Command {
    private Command() {}

    public static String run(Path directory, Duration limit, List<String> command) throws IOException {
        return run(directory, limit, Map.of(), command);
    }

    public static String run(Path directory, Duration limit, Map<String, String> environment, List<String> command)
            throws IOException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectOutput(output.toFile())
                    .redirectError(errors.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            waitFor(process, limit, command);
            if (process.exitValue() != 0) {
                throw new IOException("exit code " + process.exitValue() + " of " + String.join(" ", command) + "\n"
                        + ServerProcess.tail(errors, 20) + "\n" + ServerProcess.tail(output, 20));
            }
            // Programs may print raw bytes: what is no UTF-8 becomes replacement characters.
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }

    private static void waitFor(Process process, Duration limit, List<String> command) throws IOException {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException("no end within " + limit + " of " + String.join(" ", command));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted: " + String.join(" ", command), e));
        }
    }
}
