// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.zip.GZIPInputStream;

/** Reads the tables of weights and letters from the jar: a name or code point and the rest of each line. */
final class TableFile {
    private TableFile() {}

    static void lines(String name, BiConsumer<String, String> line) {
        InputStream file = Objects.requireNonNull(TableFile.class.getResourceAsStream(name), name);
        try (InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(file) : file;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.US_ASCII))) {
            for (String text : (Iterable<String>) lines.lines()::iterator) {
                int space = text.indexOf(' ');
                if (!text.startsWith("#")) {
                    line.accept(text.substring(0, space), text.substring(space + 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + name + " from the plugin's own jar", e);
        }
    }
}
