// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.table.TableSchema;
import io.duplex.sink.envelope.Coordinates;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what tables of sources look like whose rows come without schemas: a task that starts later does not read again
 * what told it.
 */
public interface SourceTables {
    /** Keeps nothing. */
    SourceTables NONE = new SourceTables() {
        @Override
        public List<Version> load(String source) {
            return List.of();
        }

        @Override
        public void save(String source, Version version) {
            // Nothing is kept.
        }
    };

    /**
     * What a table looks like from a statement on.
     *
     * @param modes how the source writes values, when it tells
     * @param gtid of the statement; empty when a snapshot tells the table
     * @param time when the source told it
     * @param place of the record that told it
     */
    record Version(TableSchema table, Optional<String> modes, Optional<Gtid> gtid, Instant time, Coordinates place) {
        /** Tells whether this was told before the other one, or is the same told again. */
        boolean isNotAfter(Version other) {
            return place.topicPartition().equals(other.place.topicPartition())
                    && place.offset() <= other.place.offset()
                    && !time.isAfter(other.time);
        }
    }

    /** Returns the last version of each table whose statement the target has; forgets the others. */
    List<Version> load(String source);

    /** Keeps the version, before its statement takes effect on the target. */
    void save(String source, Version version);
}
