// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

/**
 * A unit could not be applied. The message names the GTID, the table and the key where there are such, and for
 * {@link FailureKind#STOP} the remedy; the scheduler adds connector and Kafka coordinates.
 */
public final class ApplyFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;
    private final boolean rows;

    /** A failure found by the applier itself. */
    public ApplyFailure(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
        this.rows = false;
    }

    /** A failure that the server or the driver reported. */
    public ApplyFailure(FailureKind kind, String message, Throwable cause) {
        this(kind, message, cause, false);
    }

    private ApplyFailure(FailureKind kind, String message, Throwable cause, boolean rows) {
        super(message, cause);
        this.kind = kind;
        this.rows = rows;
    }

    /** Returns this as a failure of the transaction's rows: without it, others may well be applied. */
    public ApplyFailure ofRows() {
        return new ApplyFailure(kind, String.valueOf(getMessage()), this, true);
    }

    /** Returns the same with another way to go on. */
    public ApplyFailure kind(FailureKind other) {
        return new ApplyFailure(other, String.valueOf(getMessage()), this, rows);
    }

    /** Returns the same with another beginning of the message, after which nothing is tried again. */
    ApplyFailure stopping(String before) {
        return new ApplyFailure(FailureKind.STOP, before + getMessage(), this, rows && kind == FailureKind.RETRY);
    }

    /** Tells whether it is the transaction's rows that the target refuses. */
    public boolean isOfRows() {
        return rows;
    }

    public FailureKind kind() {
        return kind;
    }
}
