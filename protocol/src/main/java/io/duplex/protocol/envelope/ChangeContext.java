// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.time.Instant;
import java.util.Optional;

/**
 * What a row record says beside the row.
 *
 * @param source where the change comes from
 * @param transaction its place in its transaction, when {@code provide.transaction.metadata} is on
 * @param timestamp when the connector made the record
 */
public record ChangeContext(SourceInfo source, Optional<TransactionBlock> transaction, Instant timestamp) {}
