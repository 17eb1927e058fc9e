// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.schedule;

import io.duplex.protocol.header.TransactionHeader;
import io.duplex.sink.envelope.Coordinates;
import java.util.Optional;

/**
 * A transaction that counts as applied and has no effect, because the configuration says so.
 *
 * @param rows how many row changes it has
 * @param statement its text, when it is a DDL statement
 */
public record SkippedTransaction(
        TransactionHeader header, Coordinates first, Coordinates last, long rows, Optional<String> statement) {}
