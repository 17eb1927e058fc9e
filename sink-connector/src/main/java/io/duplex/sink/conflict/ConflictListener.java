// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import io.duplex.protocol.table.TableId;

/** Learns of each decision when it is durable. Called by several threads. */
@FunctionalInterface
public interface ConflictListener {
    void decided(TableId table, ConflictKind kind, Decision decision);
}
