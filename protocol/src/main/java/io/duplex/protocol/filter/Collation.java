// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.util.Arrays;

/** Compares texts of one character set as one of MySQL's collations does. Immutable. */
interface Collation {
    /** Orders two texts. */
    int compare(byte[] left, byte[] right);

    /** Returns one number for each character; two characters are alike to LIKE when their numbers are. */
    int[] units(byte[] text);

    /** By bytes; with padding, the shorter text goes on in blanks. */
    record OfBytes(boolean pads, boolean utf8) implements Collation {
        @Override
        public int compare(byte[] left, byte[] right) {
            int common = Arrays.mismatch(left, right);
            if (common < 0) {
                return 0;
            }
            if (common < left.length && common < right.length) {
                return Integer.compare(left[common] & 0xFF, right[common] & 0xFF);
            }
            if (!pads) {
                return Integer.compare(left.length, right.length);
            }
            return left.length > right.length ? rest(left, common) : -rest(right, common);
        }

        private static int rest(byte[] longer, int from) {
            for (int i = from; i < longer.length; i++) {
                if (longer[i] != ' ') {
                    return (longer[i] & 0xFF) < ' ' ? -1 : 1;
                }
            }
            return 0;
        }

        @Override
        public int[] units(byte[] text) {
            return TextEncoding.characters(text, utf8);
        }
    }

    /** By one weight for each byte, padded with blanks. */
    final class OfSingleBytes implements Collation {
        private final int[] weights;

        OfSingleBytes(int[] weights) {
            this.weights = weights;
        }

        @Override
        public int compare(byte[] left, byte[] right) {
            int length = Math.max(left.length, right.length);
            for (int i = 0; i < length; i++) {
                int order = Integer.compare(weight(left, i), weight(right, i));
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        private int weight(byte[] text, int at) {
            return weights[at < text.length ? text[at] & 0xFF : ' '];
        }

        @Override
        public int[] units(byte[] text) {
            int[] units = new int[text.length];
            for (int i = 0; i < units.length; i++) {
                units[i] = weights[text[i] & 0xFF];
            }
            return units;
        }
    }

    /**
     * By the weights of UTF-8 characters, of which each has none, one or many.
     *
     * @param pad weight of the blank with which the shorter text goes on, -1 for none
     */
    record OfCharacters(CharacterWeights weights, int pad) implements Collation {
        @Override
        public int compare(byte[] left, byte[] right) {
            if (Arrays.equals(left, right)) {
                return 0;
            }
            int[] first = weights.of(TextEncoding.characters(left, true));
            int[] second = weights.of(TextEncoding.characters(right, true));
            int length = Math.max(first.length, second.length);
            for (int i = 0; i < length; i++) {
                int order = Integer.compare(i < first.length ? first[i] : pad, i < second.length ? second[i] : pad);
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        }

        @Override
        public int[] units(byte[] text) {
            return weights.units(TextEncoding.characters(text, true));
        }
    }
}
