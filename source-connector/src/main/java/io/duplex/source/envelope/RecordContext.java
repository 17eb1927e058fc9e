// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.table.CaptureOptions;
import io.duplex.source.table.RowFilters;
import java.time.Clock;

/**
 * What the makers of records share.
 *
 * @param filters which rows of the captured tables are seen
 * @param site the source's {@code site.id}, 0 when it has none
 */
public record RecordContext(
        RecordOptions options,
        CaptureOptions capture,
        DecodeOptions decoding,
        RowFilters filters,
        SourceBlocks blocks,
        int site,
        Clock clock) {}
