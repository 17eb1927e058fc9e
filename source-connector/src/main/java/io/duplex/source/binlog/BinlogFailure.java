// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import org.jspecify.annotations.Nullable;

/** The stream ended, with what to do about it. */
public final class BinlogFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What to do about a failure. */
    public enum Kind {
        /** Connect again and go on where the stream ended. */
        RETRY,
        /** Stop the task; somebody has to act. */
        STOP
    }

    private final Kind kind;

    public BinlogFailure(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns a failure that connecting again may cure. */
    public static BinlogFailure retry(String message, @Nullable Throwable cause) {
        return new BinlogFailure(Kind.RETRY, message, cause);
    }

    /** Returns a failure that somebody has to cure. */
    public static BinlogFailure stop(String message) {
        return new BinlogFailure(Kind.STOP, message, null);
    }

    public Kind kind() {
        return kind;
    }

    public boolean retriable() {
        return kind == Kind.RETRY;
    }
}
