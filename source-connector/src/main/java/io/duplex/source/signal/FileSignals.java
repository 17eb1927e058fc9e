// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.signal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signals from the lines of a file, which is emptied when it was read. */
final class FileSignals implements SignalChannel {
    private static final Logger LOG = LoggerFactory.getLogger(FileSignals.class);

    private final Path file;

    FileSignals(String file) {
        this.file = Path.of(file);
        LOG.info("Reading signals file={}", this.file.toAbsolutePath());
    }

    @Override
    public List<Signal> read() {
        if (!Files.isRegularFile(file)) {
            return List.of();
        }
        try {
            return taken().lines()
                    .filter(line -> !line.isBlank())
                    .map(line -> SignalJson.read(line, "file"))
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException unreadable) {
            LOG.warn("Signals cannot be read file={} cause=\"{}\"", file, unreadable.getMessage(), unreadable);
            return List.of();
        }
    }

    /** One handle reads and empties, so that a line that is written in between is not lost. */
    private String taken() throws IOException {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(open.size(), Integer.MAX_VALUE));
            int read;
            do {
                read = open.read(bytes);
            } while (read > 0);
            if (bytes.position() > 0) {
                open.truncate(0);
            }
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        // Nothing is open between two reads.
    }
}
