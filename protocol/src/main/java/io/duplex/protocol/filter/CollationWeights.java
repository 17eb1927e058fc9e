// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * What texts weigh under a collation: texts that a server takes for equal in an index weigh the same. Texts of equal
 * weight may still differ to the server. Immutable.
 */
public final class CollationWeights {
    private static final int[] NOTHING = {};
    private static final String UNICODE_9 = "utf8mb4_0900_ai_ci";
    private static final Map<String, Optional<CollationWeights>> KNOWN = new ConcurrentHashMap<>();

    private final IntFunction<int[]> weights;
    private final IntPredicate known;
    private final int pad;
    private final int[][] ascii = new int[128][];

    private CollationWeights(IntFunction<int[]> weights, IntPredicate known, int pad) {
        this.weights = weights;
        this.known = known;
        this.pad = pad;
        for (int c = 0; c < ascii.length; c++) {
            ascii[c] = weights.apply(c);
        }
    }

    /** Returns the weights under a collation of a character set, empty when they are not known. */
    public static Optional<CollationWeights> of(String charset, String collation) {
        return KNOWN.computeIfAbsent(collation, name -> load(charset, Collations.canonical(name)));
    }

    private static Optional<CollationWeights> load(String charset, String collation) {
        // What is equal with accents or case is so without.
        String name = collation.startsWith("utf8mb4_0900_a") ? UNICODE_9 : collation;
        String canonical = charset.equals("utf8") ? "utf8mb3" : charset;
        return Collations.byName(name, canonical).flatMap(found -> of(found, name, canonical));
    }

    private static Optional<CollationWeights> of(Collation collation, String name, String charset) {
        if (collation instanceof Collation.OfSingleBytes bytes) {
            return Optional.of(ofBytes(bytes, charset));
        }
        if (collation instanceof Collation.OfCharacters characters) {
            IntPredicate all = c -> !isHalf(c);
            return Optional.of(new CollationWeights(
                    characters.weights()::weights,
                    name.endsWith("_general_ci") ? all : c -> !isHalf(c) && standsAlone(c),
                    characters.pad()));
        }
        return Optional.empty();
    }

    private static CollationWeights ofBytes(Collation.OfSingleBytes collation, String charset) {
        Map<Integer, int[]> byCharacter = new ConcurrentHashMap<>();
        for (int code = 0; code < 256; code++) {
            int weight = collation.units(new byte[] {(byte) code})[0];
            TextEncoding.decode((byte) code, charset).ifPresent(c -> byCharacter.put(c, new int[] {weight}));
        }
        int[] blank = byCharacter.getOrDefault((int) ' ', NOTHING);
        return new CollationWeights(
                c -> byCharacter.getOrDefault(c, NOTHING), byCharacter::containsKey, blank.length == 0 ? -1 : blank[0]);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** Tells whether the character never weighs together with one beside it, as marks, some letters and signs do. */
    private static boolean standsAlone(int codePoint) {
        boolean mark = switch (Character.getType(codePoint)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
        return !mark
                && codePoint != 0x00B7
                && codePoint != 0x0387
                && !within(codePoint, 0x0E00, 0x0EFF)
                && !within(codePoint, 0x1980, 0x19DF)
                && !within(codePoint, 0xAA80, 0xAADF);
    }

    private static boolean within(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }

    /**
     * Tells the weights of a text, without those of blanks at its end where they do not count.
     *
     * @return false when they are not known, and what was told is void
     */
    public boolean weigh(String text, IntConsumer out) {
        int blanks = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.charAt(i);
            int[] each;
            if (c < ascii.length) {
                each = ascii[c];
                i++;
            } else {
                c = text.codePointAt(i);
                i += Character.charCount(c);
                if (!known.test(c)) {
                    return false;
                }
                each = weights.apply(c);
            }
            for (int weight : each) {
                if (weight == pad) {
                    blanks++;
                } else {
                    for (; blanks > 0; blanks--) {
                        out.accept(pad);
                    }
                    out.accept(weight);
                }
            }
        }
        return true;
    }
}
