// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.sink.envelope.Coordinates;

/** A stream cannot go on from this record on. */
final class StreamFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Coordinates at;

    StreamFailure(Coordinates at, RuntimeException cause) {
        super(cause.getMessage(), cause);
        this.at = at;
    }

    Coordinates at() {
        return at;
    }
}
