// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a statement into words as MySQL does: comments are left out, but for the content of version comments; quoted
 * names lose their quotes and are told from keywords; texts count as one word.
 */
final class SqlWords {
    private final String sql;
    private final boolean ansiQuotes;
    private final List<Word> words = new ArrayList<>();
    private int at;

    /**
     * A word.
     *
     * @param text upper case when it is a keyword or bare name
     * @param raw as written, without quotes
     */
    record Word(Kind kind, String text, String raw) {
        boolean is(String keyword) {
            return kind == Kind.BARE && text.equals(keyword);
        }

        boolean isSign(char sign) {
            return kind == Kind.SIGN && text.charAt(0) == sign;
        }

        boolean isName() {
            return kind == Kind.BARE || kind == Kind.QUOTED;
        }
    }

    enum Kind {
        BARE,
        QUOTED,
        TEXT,
        SIGN
    }

    private SqlWords(String sql, boolean ansiQuotes) {
        this.sql = sql;
        this.ansiQuotes = ansiQuotes;
    }

    static List<Word> of(String sql, boolean ansiQuotes) {
        SqlWords splitter = new SqlWords(sql, ansiQuotes);
        while (splitter.at < sql.length()) {
            splitter.next();
        }
        return splitter.words;
    }

    private void next() {
        if (!skipBlank() && !skipComment()) {
            word();
        }
    }

    private boolean skipBlank() {
        boolean blank = Character.isWhitespace(sql.charAt(at));
        at += blank ? 1 : 0;
        return blank;
    }

    /** Skips a comment; of a version comment only its frame. */
    private boolean skipComment() {
        int start = at;
        if (lookingAt("/*!")) {
            at += 3;
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
                at++;
            }
        } else if (lookingAt("/*")) {
            skipTo("*/");
        } else if (lookingAt("*/")) {
            at += 2;
        } else if (lookingAt("#") || (lookingAt("--") && at + 2 < sql.length() && sql.charAt(at + 2) <= ' ')) {
            skipTo("\n");
        }
        return at > start;
    }

    private void word() {
        char c = sql.charAt(at);
        if (c == '`' || c == '\'' || c == '"') {
            boolean name = c == '`' || (c == '"' && ansiQuotes);
            add(name ? Kind.QUOTED : Kind.TEXT, quoted(c, !name));
            return;
        }
        int start = at;
        while (at < sql.length() && isNamePart(sql.charAt(at))) {
            at++;
        }
        if (at > start) {
            add(Kind.BARE, sql.substring(start, at));
        } else {
            at++;
            add(Kind.SIGN, String.valueOf(c));
        }
    }

    private void add(Kind kind, String raw) {
        words.add(new Word(kind, kind == Kind.BARE ? raw.toUpperCase(Locale.ROOT) : raw, raw));
    }

    private boolean lookingAt(String start) {
        return sql.startsWith(start, at);
    }

    private void skipTo(String end) {
        int found = sql.indexOf(end, at);
        at = found < 0 ? sql.length() : found + end.length();
    }

    private String quoted(char quote, boolean escapes) {
        StringBuilder content = new StringBuilder();
        for (at++; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (c == '\\' && escapes && at + 1 < sql.length()) {
                content.append(sql.charAt(++at));
            } else if (c != quote) {
                content.append(c);
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                content.append(c);
                at++;
            } else {
                at++;
                break;
            }
        }
        return content.toString();
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c >= 0x80;
    }
}
