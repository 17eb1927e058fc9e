// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.origin.ServerSettings;
import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.table.CaptureOptions;
import io.duplex.source.table.RowFilters;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What the makers of records share.
 *
 * @param filters which rows of the captured tables are seen
 * @param site the source's {@code site.id}, 0 when it has none
 * @param server what the server is set to, as far as it is known
 */
public record RecordContext(
        RecordOptions options,
        CaptureOptions capture,
        DecodeOptions decoding,
        RowFilters filters,
        SourceBlocks blocks,
        int site,
        Supplier<Optional<ServerSettings>> server,
        Clock clock) {}
