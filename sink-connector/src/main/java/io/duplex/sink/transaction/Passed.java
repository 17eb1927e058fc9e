// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.sink.envelope.Coordinates;

/** Records without effect on the target, such as tombstones and records that were delivered again. */
public record Passed(Coordinates first, Coordinates last) implements Unit {
    @Override
    public void accept(Visitor visitor) {
        visitor.passed(this);
    }
}
