// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread counts up without a fence, and others read and reset. */
public final class Counter {
    private final AtomicLong value = new AtomicLong();
    private volatile long base;

    /** Belongs to the counting thread. */
    public void add(long amount) {
        value.setOpaque(value.getPlain() + amount);
    }

    public long get() {
        return value.getOpaque() - base;
    }

    /** Begins at 0 again; nothing that is counted meanwhile is lost or counted twice. */
    public void reset() {
        base = value.getOpaque();
    }
}
