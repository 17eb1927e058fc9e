// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One MySQL character set: how its bytes become text, and whether the server makes the same bytes of that text again.
 *
 * <p>The Java charset is the one that Debezium takes, so that records agree with Debezium's, also where it is only
 * similar ({@link Trust#LETTERS}).
 */
public final class MySqlCharset {
    private static final char REPLACEMENT = '\uFFFD';

    /** How far Java's charset and the server's agree. */
    enum Trust {
        /** Wherever Java decodes and encodes to the same bytes, except the suspect characters. */
        ROUND_TRIP,
        /** Only in ASCII letters, digits and spaces: Java has no such charset. */
        LETTERS,
        /** Never: the bytes are no text, and a server would take the text's UTF-8. */
        NOTHING
    }

    private final String name;
    private final Charset charset;
    private final Trust trust;
    private final String suspects;
    private final boolean privateUseSuspect;
    private final boolean surrogatesSuspect;
    private final boolean replacementTells;

    /** Whether ASCII is in it as it is, so that text of only that need not be decoded one by one. */
    private final boolean ascii;

    private MySqlCharset(String name, Charset charset, Trust trust, String suspects, boolean privateUseSuspect) {
        this.name = name;
        this.charset = charset;
        this.trust = trust;
        this.suspects = suspects;
        this.privateUseSuspect = privateUseSuspect;
        this.ascii = containsAscii(charset);
        // To the server each half of such a pair is a character of its own.
        this.surrogatesSuspect = name.equals("ucs2");
        this.replacementTells =
                trust == Trust.ROUND_TRIP && suspects.isEmpty() && !surrogatesSuspect && decodesInjectively(charset);
    }

    /** Returns a charset that Java has, but for these of its byte sequences. */
    static MySqlCharset of(String name, String javaName, byte[]... suspects) {
        Charset charset = Charset.forName(javaName);
        StringBuilder characters = new StringBuilder();
        for (byte[] suspect : suspects) {
            characters.append(new String(suspect, charset));
        }
        return new MySqlCharset(name, charset, Trust.ROUND_TRIP, characters.toString(), false);
    }

    /** Returns a charset that Java has only something similar to. */
    static MySqlCharset similar(String name, String javaName) {
        return new MySqlCharset(name, Charset.forName(javaName), Trust.LETTERS, "", false);
    }

    /** Returns the pseudo charset whose text is one character per byte. */
    static MySqlCharset binary() {
        return new MySqlCharset("binary", StandardCharsets.ISO_8859_1, Trust.NOTHING, "", false);
    }

    /** Returns this charset with characters for private use held to be mapped differently by the server. */
    MySqlCharset withPrivateUseSuspect() {
        return new MySqlCharset(name, charset, trust, suspects, true);
    }

    /** Whether a replacement character is the only sign that bytes were lost; UTF-32 loses marks of byte order, too. */
    private static boolean decodesInjectively(Charset charset) {
        return (charset.name().startsWith("UTF") && !charset.name().startsWith("UTF-32")) || singleByte(charset);
    }

    private static boolean containsAscii(Charset charset) {
        for (int i = 0; i < 128; i++) {
            if (!new String(new byte[] {(byte) i}, charset).equals(String.valueOf((char) i))) {
                return false;
            }
        }
        return !charset.equals(StandardCharsets.UTF_8); // which Java does as fast itself
    }

    private static boolean singleByte(Charset charset) {
        if (charset.newEncoder().maxBytesPerChar() > 1.0f) {
            return false;
        }
        for (int i = 0; i < 256; i++) {
            byte[] one = {(byte) i};
            String text = new String(one, charset);
            if (text.indexOf(REPLACEMENT) < 0 && !Arrays.equals(text.getBytes(charset), one)) {
                return false;
            }
        }
        return true;
    }

    /** Returns MySQL's name of it, {@code utf8mb3} for {@code utf8}. */
    public String name() {
        return name;
    }

    /** Returns the text of these bytes; bytes that are none of this charset become replacement characters. */
    public String decode(byte[] bytes) {
        if (ascii) {
            String text = new String(bytes, StandardCharsets.US_ASCII);
            if (text.indexOf(REPLACEMENT) < 0) {
                return text;
            }
        }
        return new String(bytes, charset);
    }

    /** Returns the bytes of this text; exact only when {@link #exact} says so. */
    public byte[] encode(String text) {
        return text.getBytes(charset);
    }

    /**
     * Tells whether a server that stores {@code text} in this charset stores {@code bytes}.
     *
     * @param text what {@link #decode} made of {@code bytes}
     */
    public boolean exact(byte[] bytes, String text) {
        if (trust != Trust.ROUND_TRIP) {
            return trust == Trust.LETTERS && onlyLetters(bytes);
        }
        if (!replacementTells || text.indexOf(REPLACEMENT) >= 0) {
            return !suspect(text) && Arrays.equals(text.getBytes(charset), bytes);
        }
        return true;
    }

    private boolean suspect(String text) {
        if (suspects.isEmpty() && !privateUseSuspect && !surrogatesSuspect) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (suspects.indexOf(c) >= 0
                    || (privateUseSuspect && Character.getType(c) == Character.PRIVATE_USE)
                    || (surrogatesSuspect && Character.isSurrogate(c))) {
                return true;
            }
        }
        return false;
    }

    private static boolean onlyLetters(byte[] bytes) {
        for (byte b : bytes) {
            boolean letter = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z');
            if (!letter && b != ' ' && (b < '0' || b > '9')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return name;
    }
}
