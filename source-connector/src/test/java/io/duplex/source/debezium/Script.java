// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.debezium;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A workload: the statements before the snapshot and those after it. In the file a line {@code -- stream} is between
 * them, each statement ends with a semicolon at the end of a line, and {@code -- since 8.0} before a statement leaves
 * it out on older servers.
 */
record Script(List<String> before, List<String> stream) {
    private static final String DIVIDER = "-- stream";
    private static final String SINCE = "-- since ";

    /** Reads {@code /debezium/<name>.sql} for a server of this version, for example 8.0. */
    static Script read(String name, String version) {
        List<String> before = new ArrayList<>();
        List<String> stream = new ArrayList<>();
        List<String> into = before;
        StringBuilder statement = new StringBuilder();
        boolean skipped = false;
        for (String line : text(name).lines().toList()) {
            if (line.equals(DIVIDER)) {
                into = stream;
            } else if (line.startsWith(SINCE)) {
                skipped = Double.parseDouble(version) < Double.parseDouble(line.substring(SINCE.length()));
            } else if (!line.startsWith("-- ") && !line.isBlank()) {
                statement.append(statement.length() == 0 ? "" : "\n").append(line);
                if (line.endsWith(";")) {
                    if (!skipped) {
                        into.add(statement.substring(0, statement.length() - 1));
                    }
                    skipped = false;
                    statement.setLength(0);
                }
            }
        }
        return new Script(before, stream);
    }

    private static String text(String name) {
        try (InputStream file = Script.class.getResourceAsStream("/debezium/" + name + ".sql")) {
            return new String(
                    Objects.requireNonNull(file, () -> "no script " + name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
