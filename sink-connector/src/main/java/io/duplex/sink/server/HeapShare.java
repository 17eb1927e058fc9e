// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

/**
 * What a limit of bytes is when nobody has set it: a part of the heap, since other tasks live in it too.
 *
 * @param part the how-manieth part
 * @param most bytes beyond which more memory makes nothing faster
 */
public record HeapShare(int part, long most) {
    /** Returns the limit that is configured, this share when that is 0. */
    public long unless(long configured) {
        return configured > 0 ? configured : Math.min(most, Runtime.getRuntime().maxMemory() / part);
    }

    @Override
    public String toString() {
        return "0 for a " + part + (part % 10 == 2 ? "nd" : "th") + " of the heap, and " + (most >> 20)
                + " MiB at most.";
    }
}
