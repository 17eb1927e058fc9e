// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.schedule.TokenSink;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Gives each change the first level after those of all earlier changes that it must follow. */
final class RowLevels implements TokenSink {
    private static final int SHARED = 0;
    private static final int EXCLUSIVE = 1;

    /** First free level after the token's shared and exclusive uses. */
    private final Map<Long, int[]> free = new HashMap<>();

    private long[] shared = new long[16];
    private long[] exclusive = new long[16];
    private int sharedCount;
    private int exclusiveCount;

    @Override
    public void exclusive(long token) {
        if (exclusiveCount == exclusive.length) {
            exclusive = Arrays.copyOf(exclusive, exclusiveCount * 2);
        }
        exclusive[exclusiveCount++] = token;
    }

    @Override
    public void shared(long token) {
        if (sharedCount == shared.length) {
            shared = Arrays.copyOf(shared, sharedCount * 2);
        }
        shared[sharedCount++] = token;
    }

    /** Returns the level of the next change. */
    int next(GroupRow row) {
        sharedCount = 0;
        exclusiveCount = 0;
        row.target().tokens().add(row.before(), row.after(), this);
        int level = 0;
        for (int i = 0; i < exclusiveCount; i++) {
            int[] uses = uses(exclusive[i]);
            level = Math.max(level, Math.max(uses[SHARED], uses[EXCLUSIVE]));
        }
        for (int i = 0; i < sharedCount; i++) {
            level = Math.max(level, uses(shared[i])[EXCLUSIVE]);
        }
        for (int i = 0; i < exclusiveCount; i++) {
            uses(exclusive[i])[EXCLUSIVE] = level + 1;
        }
        for (int i = 0; i < sharedCount; i++) {
            int[] uses = uses(shared[i]);
            uses[SHARED] = Math.max(uses[SHARED], level + 1);
        }
        return level;
    }

    private int[] uses(long token) {
        return free.computeIfAbsent(token, unused -> new int[2]);
    }
}
