// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

/** A row for which the server itself would fail with an error, such as a number out of range. */
public final class FilterEvaluationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FilterEvaluationException(String message) {
        super(message);
    }

    /** Says what a server said. */
    public FilterEvaluationException(String message, Throwable cause) {
        super(message, cause);
    }
}
