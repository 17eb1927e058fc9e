// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The file that tells a worker at which step it shall die ({@code -Dduplex.failpoint}). */
final class FailpointFile {
    private FailpointFile() {}

    /** Writes the step at once, so that the worker never sees half of it. */
    static void write(Path file, String step) {
        try {
            Path whole = Files.writeString(file.resolveSibling("next"), step);
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
