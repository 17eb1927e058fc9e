// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.schedule.TokenNumbers;
import io.duplex.sink.schedule.TokenSink;
import java.util.Arrays;

/** Gives each change the first level after those of all earlier changes that it must follow. */
final class RowLevels implements TokenSink {
    private final TokenNumbers tokens = new TokenNumbers();
    /** First free level after each token's exclusive uses, by the token's number. */
    private int[] afterExclusive = new int[16];
    /** First free level after its shared ones. */
    private int[] afterShared = new int[16];

    /** Numbers of the next change's tokens. */
    private int[] shared = new int[16];

    private int[] exclusive = new int[16];
    private int sharedCount;
    private int exclusiveCount;

    @Override
    public void exclusive(long token) {
        if (exclusiveCount == exclusive.length) {
            exclusive = Arrays.copyOf(exclusive, exclusiveCount * 2);
        }
        exclusive[exclusiveCount++] = number(token);
    }

    @Override
    public void shared(long token) {
        if (sharedCount == shared.length) {
            shared = Arrays.copyOf(shared, sharedCount * 2);
        }
        shared[sharedCount++] = number(token);
    }

    /** Returns the level of the next change. */
    int next(GroupRow row) {
        sharedCount = 0;
        exclusiveCount = 0;
        row.target().tokens().add(row.before(), row.after(), this);
        int level = 0;
        for (int i = 0; i < exclusiveCount; i++) {
            int number = exclusive[i];
            level = Math.max(level, Math.max(afterShared[number], afterExclusive[number]));
        }
        for (int i = 0; i < sharedCount; i++) {
            level = Math.max(level, afterExclusive[shared[i]]);
        }
        for (int i = 0; i < exclusiveCount; i++) {
            afterExclusive[exclusive[i]] = level + 1;
        }
        for (int i = 0; i < sharedCount; i++) {
            afterShared[shared[i]] = Math.max(afterShared[shared[i]], level + 1);
        }
        return level;
    }

    private int number(long token) {
        int number = tokens.add(token);
        if (number == afterExclusive.length) {
            afterExclusive = Arrays.copyOf(afterExclusive, 2 * number);
            afterShared = Arrays.copyOf(afterShared, 2 * number);
        }
        return number;
    }
}
