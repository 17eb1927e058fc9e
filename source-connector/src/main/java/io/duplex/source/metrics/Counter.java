// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread counts up without a fence, and others read and reset. */
final class Counter {
    private final AtomicLong value = new AtomicLong();
    private volatile long base;

    /** Belongs to the counting thread. */
    void add(long amount) {
        value.setOpaque(value.getPlain() + amount);
    }

    long get() {
        return value.getOpaque() - base;
    }

    /** Begins at 0 again; nothing that is counted meanwhile is lost or counted twice. */
    void reset() {
        base = value.getOpaque();
    }
}
