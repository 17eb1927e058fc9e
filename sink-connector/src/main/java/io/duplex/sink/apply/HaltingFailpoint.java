// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ends the JVM at once, as {@code kill -9} does, when the step is reached that a file names; removes the file before. */
final class HaltingFailpoint implements Failpoint {
    private static final int KILLED = 137;

    private final Path file;

    HaltingFailpoint(Path file) {
        this.file = file;
    }

    @Override
    public void reached(Step step) {
        try {
            if (Files.exists(file) && Files.readString(file).trim().equals(step.name()) && Files.deleteIfExists(file)) {
                Runtime.getRuntime().halt(KILLED);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
