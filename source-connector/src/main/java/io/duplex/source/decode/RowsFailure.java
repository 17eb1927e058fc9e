// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import org.jspecify.annotations.Nullable;

/** The rows of an event cannot be read; the message names the table. */
final class RowsFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RowsFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
