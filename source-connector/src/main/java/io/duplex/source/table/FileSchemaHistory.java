// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.kafka.connect.errors.ConnectException;

/** A history in a file, one entry a line; for a single standalone worker. */
final class FileSchemaHistory implements SchemaHistory {
    private final Path file;

    FileSchemaHistory(Path file) {
        this.file = file;
    }

    @Override
    public boolean exists() {
        try {
            return Files.exists(file) && Files.size(file) > 0;
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    @Override
    public void record(List<HistoryRecord> entries) {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                for (HistoryRecord entry : entries) {
                    ByteBuffer line = ByteBuffer.wrap((entry.toJson() + "\n").getBytes(StandardCharsets.UTF_8));
                    while (line.hasRemaining()) {
                        channel.write(line);
                    }
                }
                channel.force(true);
            }
        } catch (IOException e) {
            throw failure("write", e);
        }
    }

    /** Places are line numbers from 0. */
    @Override
    public Extent extent() {
        long[] lines = {0};
        readLines(0, (place, line) -> lines[0] = place + 1);
        return new Extent(0, lines[0]);
    }

    @Override
    public void replay(long from, Reader reader) {
        readLines(from, (place, line) -> reader.accept(place, HistoryRecord.fromJson(line)));
    }

    private void readLines(long from, LineReader reader) {
        if (!Files.exists(file)) {
            return;
        }
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            long place = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (place >= from && !line.isBlank()) {
                    reader.accept(place, line);
                }
                place++;
            }
        } catch (IOException e) {
            throw failure("read", e);
        }
    }

    @FunctionalInterface
    private interface LineReader {
        void accept(long place, String line);
    }

    private ConnectException failure(String verb, IOException cause) {
        return new ConnectException(
                "Cannot " + verb + " the schema history file " + file + ". Remedy: correct " + SchemaHistoryOptions.FILE
                        + " or the file's permissions.",
                cause);
    }

    @Override
    public void close() {}
}
