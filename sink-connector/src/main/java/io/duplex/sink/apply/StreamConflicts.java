// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.conflict.ConflictListener;
import io.duplex.sink.conflict.ConflictOptions;
import io.duplex.sink.mapping.MappingOptions;
import io.duplex.sink.position.ChannelKey;
import io.duplex.sink.schedule.TransactionGroup;
import java.util.OptionalInt;

/**
 * How all workers of one stream handle changes that do not fit the target.
 *
 * @param localSite the target's
 * @param key of the stream, with the tables in which decisions are noted
 * @param listener learns of decisions that are durable
 * @param settle called when rows are to be settled
 * @param names which the other site's tables have here
 */
record StreamConflicts(
        ConflictOptions options,
        OptionalInt localSite,
        ChannelKey key,
        ConflictListener listener,
        Runnable settle,
        MappingOptions names) {
    /** Of a stream whose first conflict stops the task. */
    static final StreamConflicts STOP = new StreamConflicts(
            ConflictOptions.STOP,
            OptionalInt.empty(),
            new ChannelKey("", "", new MetadataTables(MetadataTables.DEFAULT_DATABASE)),
            decisions -> {},
            () -> {},
            MappingOptions.NONE);

    /** Tells whether rows are looked at before they are changed, at least once something has failed. */
    boolean looks() {
        return options.resolves() || options.comparesImages();
    }

    /** Tells whether rows that were in conflict are settled with other sites. */
    boolean settles() {
        return options.resolves() && options.settles() && localSite.isPresent();
    }

    boolean settlesWith(int site) {
        return settles() && site != 0 && site != localSite.orElse(0);
    }

    /** Tells whether this site tells the other how a row is, and does not ask for it. */
    boolean tells(int site) {
        return localSite.orElse(0) < site;
    }

    /** Tells whether rows of this table say how others are, or ask for it. */
    boolean isRowState(TableId table) {
        return settles() && table.equals(key.tables().rowState());
    }

    /** Tells whether the group has such rows. */
    boolean hasRowStates(TransactionGroup group) {
        return settles()
                && group.transactions().stream()
                        .anyMatch(one -> one.rows().stream().anyMatch(row -> isRowState(row.table())));
    }
}
