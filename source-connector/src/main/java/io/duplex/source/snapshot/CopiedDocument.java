// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import io.duplex.protocol.change.JsonMarks;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * A JSON document as a SELECT gives it. The server's text shows dates, times and bytes as strings; which strings are
 * none, its function JSON_SEARCH tells, as that finds strings only. So documents with such values bring the paths of all
 * their strings, and {@link JsonMarks} are put before the others.
 */
final class CopiedDocument {
    private static final String ROOT = "$";

    private final String text;
    private final Set<String> strings;
    private final StringBuilder marked;
    private int at;

    private CopiedDocument(String text, Set<String> strings) {
        this.text = text;
        this.strings = strings;
        this.marked = new StringBuilder(text.length() + 16);
    }

    /** Returns what to select: the text, and behind a tab, which is in no text, the paths where they are needed. */
    static String select(String column) {
        String document = "CAST(" + column + " AS CHAR CHARACTER SET utf8mb4)";
        // Most documents look like none of these; of those that do, most are what their text says.
        return "IF(" + column + " LIKE '%\"base64:type%' OR ((" + column + " LIKE '%\"____-__-__\"%' OR " + column
                + " LIKE '%:__:__.______\"%') AND " + column + " <> CAST(" + document + " AS JSON)), CONCAT(" + document
                + ", x'09', COALESCE(CAST(JSON_SEARCH(" + column
                + ", 'all', '%') AS CHAR CHARACTER SET utf8mb4), '')), " + document + ")";
    }

    /** Returns the document with marks. */
    static Object read(byte[] selected) {
        int end = 0;
        while (end < selected.length && selected[end] != JsonMarks.MARK) {
            end++;
        }
        if (end == selected.length) {
            return selected;
        }
        String text = new String(selected, 0, end, StandardCharsets.UTF_8);
        String paths = new String(selected, end + 1, selected.length - end - 1, StandardCharsets.UTF_8);
        CopiedDocument document = new CopiedDocument(text, paths(paths));
        document.value(ROOT);
        return document.marked.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void value(String path) {
        switch (text.charAt(at)) {
            case '{' -> members(path);
            case '[' -> elements(path);
            case '"' -> {
                if (!strings.contains(path)) {
                    marked.append(JsonMarks.MARK);
                }
                string();
            }
            default -> {
                while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0) {
                    copy();
                }
            }
        }
    }

    private void members(String path) {
        copy();
        while (text.charAt(at) != '}') {
            String key = string();
            separators();
            value(path + '.' + key);
            separators();
        }
        copy();
    }

    private void elements(String path) {
        copy();
        for (int i = 0; text.charAt(at) != ']'; i++) {
            value(path + '[' + i + ']');
            separators();
        }
        copy();
    }

    private void separators() {
        while (": ,".indexOf(text.charAt(at)) >= 0) {
            copy();
        }
    }

    private void copy() {
        marked.append(text.charAt(at++));
    }

    /** Copies a string, and returns it with its quotation marks. */
    private String string() {
        int start = at;
        at = endOfString(text, at);
        marked.append(text, start, at);
        return text.substring(start, at);
    }

    private static int endOfString(String text, int quote) {
        int end = quote + 1;
        while (text.charAt(end) != '"') {
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        return end + 1;
    }

    /** Reads the paths, one string or an array of strings; keys get quotation marks also where the server needs none. */
    private static Set<String> paths(String list) {
        Set<String> paths = new HashSet<>();
        int next = list.indexOf('"');
        while (next >= 0) {
            int end = endOfString(list, next);
            paths.add(quoted(unescaped(list.substring(next + 1, end - 1))));
            next = list.indexOf('"', end);
        }
        return paths;
    }

    private static String quoted(String path) {
        StringBuilder all = new StringBuilder(path.length() + 16);
        int at = 0;
        while (at < path.length()) {
            char c = path.charAt(at++);
            all.append(c);
            if (c == '.') {
                int start = at;
                // 5.7 puts no quotation marks round an empty key, which may be the last.
                boolean quoted = path.startsWith("\"", at);
                at = quoted ? endOfString(path, at) : endOfName(path, at);
                String key = path.substring(start, at);
                all.append(quoted ? key : '"' + key + '"');
            }
        }
        return all.toString();
    }

    private static int endOfName(String path, int start) {
        int end = start;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    /** Takes the escapes out that a path has as a JSON string; those of its keys stay. */
    private static String unescaped(String string) {
        if (string.indexOf('\\') < 0) {
            return string;
        }
        StringBuilder plain = new StringBuilder(string.length());
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            // A path has no control characters of its own: its keys are escaped already.
            plain.append(c == '\\' ? string.charAt(++i) : c);
        }
        return plain.toString();
    }
}
