// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.util.Arrays;

/**
 * Numbers tokens from 0 on, in the order in which they come first. Tokens are hashes, so they are not hashed again, nor
 * made objects of: there are several for each row. Not thread-safe.
 */
public final class TokenNumbers {
    private static final int LEAST = 16;

    private long[] tokens = new long[LEAST];
    /** Each at the first free place from its own on; at most half of the places are taken. */
    private long[] table = new long[2 * LEAST];
    /** The number, and 1, of the token at the place; 0 where there is none. */
    private int[] numbers = new int[2 * LEAST];

    private int size;

    /** Returns the token's number, a new one if it has none. */
    public int add(long token) {
        int place = place(token);
        if (numbers[place] == 0) {
            if (size == tokens.length) {
                grow();
                place = place(token);
            }
            tokens[size++] = token;
            table[place] = token;
            numbers[place] = size;
        }
        return numbers[place] - 1;
    }

    /** Returns the token's number, -1 if it has none. */
    public int find(long token) {
        return numbers[place(token)] - 1;
    }

    /** Returns the token with this number. */
    public long token(int number) {
        return tokens[number];
    }

    /** Returns how many there are. */
    public int size() {
        return size;
    }

    private int place(long token) {
        int last = table.length - 1;
        int place = (int) (token ^ (token >>> 32)) & last;
        while (numbers[place] != 0 && table[place] != token) {
            place = (place + 1) & last;
        }
        return place;
    }

    private void grow() {
        tokens = Arrays.copyOf(tokens, 2 * size);
        table = new long[4 * size];
        numbers = new int[4 * size];
        for (int number = 0; number < size; number++) {
            int place = place(tokens[number]);
            table[place] = tokens[number];
            numbers[place] = number + 1;
        }
    }
}
