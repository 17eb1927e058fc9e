// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the path at which a part of a JSON value is changed, as the server writes it: {@code $.a[3]."b c"}. */
final class JsonPath {
    private static final String LAST = "last";

    private final String text;
    private int at;

    /**
     * One step down: to a member, or to an element.
     *
     * @param member empty for an element
     * @param element its number, from the end or from the beginning
     */
    record Leg(Optional<byte[]> member, int element, boolean fromEnd) {
        /** Returns the element's index in an array of this size; what is not there is next to it. */
        int index(int size) {
            if (fromEnd) {
                return element < size ? size - element - 1 : 0;
            }
            return Math.min(element, size);
        }
    }

    private JsonPath(String text) {
        this.text = text;
    }

    static List<Leg> parse(String text) {
        JsonPath path = new JsonPath(text);
        List<Leg> legs = new ArrayList<>();
        if (text.startsWith("$")) {
            path.at++;
        }
        while (path.at < text.length()) {
            legs.add(path.leg());
        }
        return legs;
    }

    private Leg leg() {
        char first = text.charAt(at++);
        if (first == '[') {
            int end = text.indexOf(']', at);
            String number = text.substring(at, end);
            at = end + 1;
            return element(number.replace(" ", ""));
        }
        if (first != '.') {
            throw new IllegalArgumentException("a JSON path is not understood: " + text);
        }
        String name = text.startsWith("\"", at) ? quoted() : plain();
        return new Leg(Optional.of(name.getBytes(StandardCharsets.UTF_8)), 0, false);
    }

    private static Leg element(String number) {
        if (!number.startsWith(LAST)) {
            return new Leg(Optional.empty(), Integer.parseInt(number), false);
        }
        String back = number.substring(LAST.length());
        return new Leg(Optional.empty(), back.isEmpty() ? 0 : -Integer.parseInt(back), true);
    }

    private String plain() {
        int start = at;
        while (at < text.length() && text.charAt(at) != '.' && text.charAt(at) != '[') {
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder name = new StringBuilder();
        at++;
        for (char c = text.charAt(at++); c != '"'; c = text.charAt(at++)) {
            name.append(c == '\\' ? escaped() : c);
        }
        return name.toString();
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
                at += 4;
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> c;
        };
    }
}
