// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Statements that two sites execute in turn, out of {@code two-way-ddl.sql}, which says how they are written. */
record TwoWayCase(String name, Marks marks, List<Step> steps) {
    private static final String FILE = "/two-way-ddl.sql";

    /** One statement and the session in which a user executes it. */
    record Step(String sql, Marks marks) {
        /** The session's database, empty for none. */
        Optional<String> database() {
            return marks.value("use")
                    .map(name -> name.equals("none") ? "" : name)
                    .or(() -> Optional.of("alpha"))
                    .filter(name -> !name.isEmpty());
        }

        /** What the session has executed before. */
        Optional<String> session() {
            return marks.value("session");
        }

        boolean stays() {
            return marks.has("stays");
        }

        boolean mayFail() {
            return marks.has("error");
        }
    }

    /** Lines such as {@code @since 8.0}. */
    record Marks(List<String> lines) {
        boolean has(String name) {
            return value(name).isPresent();
        }

        Optional<String> value(String name) {
            return lines.stream()
                    .filter(line -> line.equals("@" + name) || line.startsWith("@" + name + " "))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst();
        }

        /** Tells whether both sites know the statement. */
        boolean suit(MySqlVersion one, MySqlVersion two) {
            return List.of(one, two).stream().allMatch(this::suit) && (one == two || !has("same"));
        }

        private boolean suit(MySqlVersion version) {
            boolean old = value("since")
                    .filter(since -> version.line().compareTo(since) < 0)
                    .isPresent();
            boolean young = value("until")
                    .filter(until -> version.line().compareTo(until) > 0)
                    .isPresent();
            return !old && !young;
        }
    }

    boolean built() {
        return marks.has("build");
    }

    @Override
    public String toString() {
        return name;
    }

    static List<TwoWayCase> all() {
        return Arrays.stream(text().split("(?m)^=== ", -1))
                .skip(1)
                .map(TwoWayCase::parse)
                .toList();
    }

    private static TwoWayCase parse(String text) {
        List<Step> steps = new ArrayList<>();
        List<String> paragraphs =
                Arrays.stream(text.strip().split("\n\\s*\n", -1)).toList();
        List<String> head = paragraphs.get(0).lines().toList();
        for (String paragraph : paragraphs.subList(1, paragraphs.size())) {
            List<String> lines = paragraph.strip().lines().toList();
            int marks =
                    (int) lines.stream().takeWhile(line -> line.startsWith("@")).count();
            steps.add(new Step(
                    String.join("\n", lines.subList(marks, lines.size())), new Marks(lines.subList(0, marks))));
        }
        return new TwoWayCase(head.get(0).strip(), new Marks(head.subList(1, head.size())), steps);
    }

    private static String text() {
        try (InputStream file = TwoWayCase.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
