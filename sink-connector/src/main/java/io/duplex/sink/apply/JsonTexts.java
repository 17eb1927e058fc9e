// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.math.BigDecimal;

/**
 * Compares JSON documents whose members are in MySQL's order: blanks, escapes and forms of numbers make no difference.
 */
final class JsonTexts {
    private static final int RADIX_OF_ESCAPES = 16;

    private final String text;
    private int at;

    private JsonTexts(String text) {
        this.text = text;
    }

    static boolean same(String one, String other) {
        JsonTexts left = new JsonTexts(one);
        JsonTexts right = new JsonTexts(other);
        while (true) {
            String token = left.next();
            String against = right.next();
            if (!token.equals(against) && !sameNumber(token, against)) {
                return false;
            }
            if (token.isEmpty()) {
                return true;
            }
        }
    }

    /** Returns the text with escapes for ends of lines within strings, which 5.7 prints as they are in long bytes. */
    static String withoutLineEnds(String document) {
        if (document.indexOf('\n') < 0) {
            return document;
        }
        StringBuilder escaped = new StringBuilder(document.length() + 16);
        boolean string = false;
        for (int i = 0; i < document.length(); i++) {
            char c = document.charAt(i);
            if (c == '\n' && string) {
                escaped.append("\\n");
                continue;
            }
            escaped.append(c);
            if (c == '"') {
                string = !string;
            } else if (c == '\\' && string) {
                escaped.append(document.charAt(++i));
            }
        }
        return escaped.toString();
    }

    private static boolean sameNumber(String one, String other) {
        if (!isNumber(one) || !isNumber(other)) {
            return false;
        }
        return new BigDecimal(one).compareTo(new BigDecimal(other)) == 0;
    }

    private static boolean isNumber(String token) {
        return !token.isEmpty() && (token.charAt(0) == '-' || Character.isDigit(token.charAt(0)));
    }

    /** Returns the next token, a string with its opening quote; empty at the end. */
    private String next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at >= text.length()) {
            return "";
        }
        char first = text.charAt(at);
        if (first == '"') {
            return string();
        }
        int start = at++;
        while (at < text.length() && isPart(first) && isPart(text.charAt(at))) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isPart(char c) {
        return Character.isLetterOrDigit(c) || c == '-' || c == '+' || c == '.';
    }

    private String string() {
        StringBuilder characters = new StringBuilder("\"");
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at++);
            characters.append(c == '\\' && at < text.length() ? escaped() : c);
        }
        at++;
        return characters.toString();
    }

    private char escaped() {
        char c = text.charAt(at++);
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                char code =
                        (char) Integer.parseInt(text.substring(at, Math.min(at + 4, text.length())), RADIX_OF_ESCAPES);
                at += 4;
                yield code;
            }
            default -> c;
        };
    }
}
