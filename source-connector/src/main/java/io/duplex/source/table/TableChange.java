// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.util.Optional;

/**
 * What a statement did to one table.
 *
 * @param kind of change
 * @param id the table's name after it
 * @param previousId its name before, when a rename changed it
 * @param before the table as it was, when the model knew it
 * @param after the table as it is; empty when dropped
 */
public record TableChange(
        Kind kind,
        TableId id,
        Optional<TableId> previousId,
        Optional<TableSchema> before,
        Optional<TableSchema> after) {

    /** Kinds of change. */
    public enum Kind {
        CREATED,
        ALTERED,
        RENAMED,
        DROPPED,
        TRUNCATED
    }
}
