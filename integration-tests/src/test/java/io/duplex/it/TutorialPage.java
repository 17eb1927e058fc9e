// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of docs/tutorials: the blocks of code that a reader follows from top to bottom. */
record TutorialPage(String name, List<Block> blocks) {
    private static final Path PAGES = Path.of("..", "docs", "tutorials");
    private static final Pattern BLOCK = Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern SECTION = Pattern.compile("^# (mysql-[\\w-]+), MySQL (\\d\\.\\d)$");

    /** What stands between two fences. */
    record Block(String language, String text) {
        boolean is(String other) {
            return language.equals(other);
        }

        /** The host in the first line of SQL, {@code -- mysql-a}. */
        String host() {
            return text.lines().findFirst().orElse("").replaceFirst("^-- ", "").strip();
        }

        /** Statements of SQL, without the line that names the host. */
        List<String> statements() {
            return Stream.of(text.substring(text.indexOf('\n') + 1).split(";\\s*(\n|$)"))
                    .map(String::strip)
                    .filter(sql -> !sql.isEmpty())
                    .toList();
        }
    }

    /** A server that a page's my.cnf describes. */
    record Server(String version, List<String> options) {}

    static List<String> names() {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".md") && !name.equals("README.md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the page that lists the others. */
    static String index() {
        return text("README.md");
    }

    private static String text(String name) {
        try {
            return Files.readString(PAGES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TutorialPage read(String name) {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(name));
        while (block.find()) {
            blocks.add(new Block(block.group(1), block.group(2)));
        }
        return new TutorialPage(name, blocks);
    }

    /** Servers by their host names, as the blocks of {@code ini} tell. */
    Map<String, Server> servers() {
        Map<String, Server> servers = new LinkedHashMap<>();
        for (Block block : blocks) {
            if (block.is("ini")) {
                String host = "";
                for (String line : block.text().lines().toList()) {
                    Matcher section = SECTION.matcher(line);
                    if (section.matches()) {
                        host = section.group(1);
                        servers.put(host, new Server(section.group(2), new ArrayList<>()));
                    } else if (line.contains("=") && servers.containsKey(host)) {
                        servers.get(host).options().add(option(line));
                    }
                }
            }
        }
        return servers;
    }

    private static String option(String line) {
        String[] parts = line.split("=", 2);
        return "--" + parts[0].strip().replace('_', '-') + "=" + parts[1].strip();
    }
}
