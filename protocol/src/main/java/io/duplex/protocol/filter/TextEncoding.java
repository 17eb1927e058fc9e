// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Where characters begin in the bytes of a text. */
final class TextEncoding {
    private static final Set<String> SINGLE_BYTE = Set.of(
            "ascii",
            "latin1",
            "latin2",
            "latin5",
            "latin7",
            "cp1250",
            "cp1251",
            "cp1256",
            "cp1257",
            "cp850",
            "cp852",
            "cp866",
            "greek",
            "hebrew",
            "koi8r",
            "koi8u",
            "macce",
            "macroman",
            "tis620",
            "binary");

    private TextEncoding() {}

    static boolean supports(String charset) {
        return utf8(charset) || SINGLE_BYTE.contains(charset);
    }

    static boolean utf8(String charset) {
        return charset.equals("utf8mb4") || charset.equals("utf8mb3");
    }

    /** Returns how many bytes the character has that begins here. */
    static int width(byte[] text, int at, boolean utf8) {
        if (!utf8 || text[at] >= 0) {
            return 1;
        }
        int lead = text[at] & 0xFF;
        int width = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
        return Math.min(width, text.length - at);
    }

    /** Returns the number of characters. */
    static int length(byte[] text, boolean utf8) {
        if (!utf8) {
            return text.length;
        }
        int count = 0;
        for (byte b : text) {
            if ((b & 0xC0) != 0x80) {
                count++;
            }
        }
        return count;
    }

    /** Returns the offset of the character with this number (from 0), at most the length. */
    static int offset(byte[] text, long character, boolean utf8) {
        if (!utf8) {
            return (int) Math.min(character, text.length);
        }
        int at = 0;
        for (long i = 0; i < character && at < text.length; i++) {
            at += width(text, at, true);
        }
        return at;
    }

    /** Returns the characters: code points of UTF-8, else bytes. */
    static int[] characters(byte[] text, boolean utf8) {
        int[] characters = new int[text.length];
        int count = 0;
        for (int at = 0; at < text.length; ) {
            int width = width(text, at, utf8);
            characters[count++] = utf8 ? codePoint(text, at, width) : text[at] & 0xFF;
            at += width;
        }
        return count == characters.length ? characters : Arrays.copyOf(characters, count);
    }

    private static int codePoint(byte[] text, int at, int width) {
        int lead = text[at] & 0xFF;
        if (width == 1) {
            return lead;
        }
        int value = lead & (0xFF >> (width + 1));
        for (int i = 1; i < width; i++) {
            value = (value << 6) | (text[at + i] & 0x3F);
        }
        return value;
    }

    /** Returns the character that a byte is in a character set of single bytes. */
    static Optional<Integer> decode(byte code, String charset) {
        if (code >= 0 && supports(charset)) {
            return Optional.of((int) code);
        }
        byte[] bytes = {code};
        return MySqlCharsets.of(charset)
                .map(set -> set.decode(bytes))
                .filter(text -> text.codePointCount(0, text.length()) == 1
                        && encode(text, charset)
                                .filter(back -> Arrays.equals(back, bytes))
                                .isPresent())
                .map(text -> text.codePointAt(0));
    }

    /** Returns the text in a character set, when it has an exact form there. */
    static Optional<byte[]> encode(String text, String charset) {
        if (charset.equals("binary") || charset.equals("utf8mb4")) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        if (charset.equals("utf8mb3") && text.chars().anyMatch(c -> Character.isSurrogate((char) c))) {
            return Optional.empty();
        }
        if (text.chars().allMatch(c -> c < 128) && supports(charset)) {
            return Optional.of(text.getBytes(StandardCharsets.US_ASCII));
        }
        Optional<MySqlCharset> set = MySqlCharsets.of(charset).filter(c -> supports(charset));
        return set.map(c -> c.encode(text))
                .filter(bytes ->
                        set.get().decode(bytes).equals(text) && set.get().exact(bytes, text));
    }
}
