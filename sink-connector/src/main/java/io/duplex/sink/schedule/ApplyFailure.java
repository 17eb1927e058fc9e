// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

/**
 * A unit could not be applied. The message names the GTID, the table and the key where there are such, and for
 * {@link FailureKind#STOP} the remedy; the scheduler adds connector and Kafka coordinates.
 */
public final class ApplyFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureKind kind;

    /** A failure found by the applier itself. */
    public ApplyFailure(FailureKind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** A failure that the server or the driver reported. */
    public ApplyFailure(FailureKind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public FailureKind kind() {
        return kind;
    }
}
