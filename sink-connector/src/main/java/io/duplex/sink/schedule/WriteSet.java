// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import java.util.HashSet;
import java.util.Set;

/** All tokens of one or more transactions. */
public final class WriteSet implements TokenSink {
    private final Set<Long> exclusive = new HashSet<>();
    private final Set<Long> shared = new HashSet<>();

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
        exclusive.addAll(other.exclusive);
        shared.addAll(other.shared);
    }

    /** Tells whether the order of the two matters. */
    public boolean conflictsWith(WriteSet other) {
        return meet(exclusive, other.exclusive) || meet(exclusive, other.shared) || meet(shared, other.exclusive);
    }

    private static boolean meet(Set<Long> one, Set<Long> other) {
        Set<Long> smaller = one.size() < other.size() ? one : other;
        Set<Long> larger = smaller == one ? other : one;
        for (Long token : smaller) {
            if (larger.contains(token)) {
                return true;
            }
        }
        return false;
    }
}
