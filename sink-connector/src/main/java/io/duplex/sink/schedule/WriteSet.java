// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

/** All tokens of one or more transactions. */
public final class WriteSet implements TokenSink {
    private final TokenNumbers exclusive = new TokenNumbers();
    private final TokenNumbers shared = new TokenNumbers();

    @Override
    public void exclusive(long token) {
        exclusive.add(token);
    }

    @Override
    public void shared(long token) {
        shared.add(token);
    }

    /** Adds all tokens of another. */
    public void addAll(WriteSet other) {
        add(other.exclusive, exclusive);
        add(other.shared, shared);
    }

    private static void add(TokenNumbers tokens, TokenNumbers to) {
        for (int i = 0; i < tokens.size(); i++) {
            to.add(tokens.token(i));
        }
    }

    /** Tells whether the order of the two matters. */
    public boolean conflictsWith(WriteSet other) {
        return meet(exclusive, other.exclusive) || meet(exclusive, other.shared) || meet(shared, other.exclusive);
    }

    private static boolean meet(TokenNumbers one, TokenNumbers other) {
        TokenNumbers smaller = one.size() < other.size() ? one : other;
        TokenNumbers larger = smaller == one ? other : one;
        for (int i = 0; i < smaller.size(); i++) {
            if (larger.find(smaller.token(i)) >= 0) {
                return true;
            }
        }
        return false;
    }
}
