// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.envelope.Coordinates;
import java.util.Optional;

/** A stream cannot go on from this record on. */
final class StreamFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Coordinates at;
    private final transient Optional<Gtid> refused;

    StreamFailure(Coordinates at, RuntimeException cause) {
        this(at, cause, Optional.empty());
    }

    /**
     * As above.
     *
     * @param refused the transaction that begins with the record, when it is its rows that cannot be applied
     */
    StreamFailure(Coordinates at, RuntimeException cause, Optional<Gtid> refused) {
        super(cause.getMessage(), cause);
        this.at = at;
        this.refused = refused;
    }

    Optional<Gtid> refused() {
        return refused;
    }

    Coordinates at() {
        return at;
    }
}
