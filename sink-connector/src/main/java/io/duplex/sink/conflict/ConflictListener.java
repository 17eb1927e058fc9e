// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import java.util.List;

/** Learns of decisions when they are durable. Called by several threads. */
@FunctionalInterface
public interface ConflictListener {
    /** Takes all decisions of one transaction of the target; there is at least one. */
    void decided(List<DecidedConflict> decisions);
}
