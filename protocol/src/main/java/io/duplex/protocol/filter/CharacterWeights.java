// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Weights of Unicode characters: a table for the exceptions, a rule for the rest. */
final class CharacterWeights {
    private static final int PAGE = 256;

    /** What a character weighs that the table does not hold. */
    enum Rule {
        /** Its code point; beyond the first plane, U+FFFD's. */
        ITSELF,
        /** The implicit weights of the Unicode Collation Algorithm 4.0.0; beyond the first plane, U+FFFD's. */
        UCA_4,
        /** The implicit weights of the Unicode Collation Algorithm 9.0.0. */
        UCA_9
    }

    private static final int REPLACEMENT = 0xFFFD;
    private static final int[] EXTENSIONS = {
        0x3400, 0x4DB5, 0x20000, 0x2A6D6, 0x2A700, 0x2B734, 0x2B740, 0x2B81D, 0x2B820, 0x2CEA1
    };

    private final Rule rule;
    private final int[] @Nullable [][] pages = new int[0x110000 / PAGE][][];
    private final Map<Integer, Integer> units = new HashMap<>();

    CharacterWeights(String file, Rule rule) {
        this.rule = rule;
        Map<String, Integer> first = new HashMap<>();
        TableFile.lines(file, (point, weights) -> {
            int codePoint = Integer.parseInt(point, 16);
            put(codePoint, weights);
            units.put(codePoint, first.computeIfAbsent(weights, w -> codePoint));
        });
    }

    private void put(int codePoint, String hex) {
        int[] weights = new int[hex.length() / 4];
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            int weight = Integer.parseInt(hex, i * 4, i * 4 + 4, 16);
            if (weight != 0) {
                weights[count++] = weight;
            }
        }
        int page = codePoint / PAGE;
        if (pages[page] == null) {
            pages[page] = new int[PAGE][];
        }
        pages[page][codePoint % PAGE] = Arrays.copyOf(weights, count);
    }

    /** Returns the weights of a text, one after the other. */
    int[] of(int[] codePoints) {
        int[] all = new int[codePoints.length * 2];
        int count = 0;
        for (int codePoint : codePoints) {
            int[] weights = weights(codePoint);
            if (count + weights.length > all.length) {
                all = Arrays.copyOf(all, (count + weights.length) * 2);
            }
            for (int weight : weights) {
                all[count++] = weight;
            }
        }
        return Arrays.copyOf(all, count);
    }

    /** Returns the weights of a character. */
    int[] weights(int codePoint) {
        int[][] page = pages[codePoint / PAGE];
        int[] known = page == null ? null : page[codePoint % PAGE];
        if (known != null) {
            return known;
        }
        if (codePoint > 0xFFFF && rule != Rule.UCA_9) {
            return new int[] {REPLACEMENT};
        }
        return rule == Rule.ITSELF ? new int[] {codePoint} : implicit(codePoint);
    }

    private int[] implicit(int codePoint) {
        if (rule == Rule.UCA_9 && codePoint >= 0x17000 && codePoint <= 0x18AFF) {
            return new int[] {0xFB00, (codePoint - 0x17000) | 0x8000};
        }
        int base = rule == Rule.UCA_9 ? base9(codePoint) : base4(codePoint);
        return new int[] {base + (codePoint >> 15), (codePoint & 0x7FFF) | 0x8000};
    }

    private static int base4(int codePoint) {
        if (codePoint >= 0x4E00 && codePoint <= 0x9FFF) {
            return 0xFB40;
        }
        return codePoint >= 0x3400 && codePoint <= 0x4DBF ? 0xFB80 : 0xFBC0;
    }

    /** Ideographs of the main block, those of the extensions, and everything else. */
    private static int base9(int codePoint) {
        if ((codePoint >= 0x4E00 && codePoint <= 0x9FD5)
                || "\uFA0E\uFA0F\uFA11\uFA13\uFA14\uFA1F\uFA21\uFA23\uFA24\uFA27\uFA28\uFA29".indexOf(codePoint) >= 0) {
            return 0xFB40;
        }
        for (int i = 0; i < EXTENSIONS.length; i += 2) {
            if (codePoint >= EXTENSIONS[i] && codePoint <= EXTENSIONS[i + 1]) {
                return 0xFB80;
            }
        }
        return 0xFBC0;
    }

    /** Returns one number for each character, equal for characters of equal weights. */
    int[] units(int[] codePoints) {
        int[] result = new int[codePoints.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = unit(codePoints[i]);
        }
        return result;
    }

    private int unit(int codePoint) {
        if (rule == Rule.ITSELF) {
            return weights(codePoint)[0];
        }
        if (codePoint > 0xFFFF && rule == Rule.UCA_4) {
            return REPLACEMENT;
        }
        return units.getOrDefault(codePoint, codePoint);
    }
}
