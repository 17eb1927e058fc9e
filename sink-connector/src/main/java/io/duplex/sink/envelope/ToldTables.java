// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.envelope;

import io.duplex.protocol.table.TableSchema;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a schema change of a source whose rows come without schemas tells of tables: what they look like after it.
 *
 * @param time when the source told it
 * @param modes how the source writes values, see {@link io.duplex.protocol.envelope.ValueModes}; Debezium's does not tell
 * @param tables empty when the source's rows have schemas
 */
public record ToldTables(Instant time, Optional<String> modes, List<TableSchema> tables) {
    /** Of a source whose rows have schemas. */
    public static final ToldTables NONE = new ToldTables(Instant.EPOCH, Optional.empty(), List.of());

    public ToldTables {
        tables = List.copyOf(tables);
    }
}
