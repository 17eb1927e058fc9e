// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.table.CaptureOptions;
import java.time.Clock;

/**
 * What the makers of records share.
 *
 * @param site the source's {@code site.id}, 0 when it has none
 */
public record RecordContext(
        RecordOptions options,
        CaptureOptions capture,
        DecodeOptions decoding,
        SourceBlocks blocks,
        int site,
        Clock clock) {}
