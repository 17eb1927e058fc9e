// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.source.table.AssumedTables;
import io.duplex.source.table.DdlParser;
import io.duplex.source.table.SchemaHistory;
import io.duplex.source.table.SchemaHistoryOptions;
import io.duplex.source.table.TableCatalog;

/**
 * The tables as of the current position, and what moves and remembers them.
 *
 * @param tables moved on by each DDL statement
 * @param options what belongs into the history
 * @param history gets each statement before its record is made
 * @param assumed tables that may have been others at the current position
 */
public record SchemaModel(
        TableCatalog tables,
        DdlParser parser,
        SchemaHistoryOptions options,
        SchemaHistory history,
        AssumedTables assumed) {
    /** A model that is right at the current position. */
    public SchemaModel(TableCatalog tables, DdlParser parser, SchemaHistoryOptions options, SchemaHistory history) {
        this(tables, parser, options, history, new AssumedTables());
    }
}
