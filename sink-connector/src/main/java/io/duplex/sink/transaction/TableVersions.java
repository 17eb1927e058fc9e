// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.transaction;

import io.duplex.protocol.envelope.EnvelopeOptions;
import io.duplex.protocol.envelope.PlainRows;
import io.duplex.protocol.envelope.ValueModes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one table has looked like: at the place that was reached in the source's order, and, for rows of incremental
 * snapshots out of tables' topics, which have no place in it, by the source's clock.
 */
final class TableVersions {
    private static final int REMEMBERED = 16;

    private final TreeMap<Instant, Known> byTime = new TreeMap<>();
    private @Nullable Known reached;
    private @Nullable Known readBy;
    private Instant readUntil = Instant.MIN;

    /** A version with its reader, which is made when the first row comes. */
    static final class Known {
        private final SourceTables.Version version;
        private final EnvelopeOptions modes;
        private @Nullable PlainRows rows;

        Known(SourceTables.Version version, EnvelopeOptions defaults) {
            this.version = version;
            this.modes = version.modes()
                    .map(told -> ValueModes.decode(defaults, told))
                    .orElse(defaults);
        }

        SourceTables.Version version() {
            return version;
        }

        PlainRows rows() {
            PlainRows made = rows;
            if (made == null) {
                made = new PlainRows(version.table(), modes);
                rows = made;
            }
            return made;
        }
    }

    Optional<Known> reached() {
        return Optional.ofNullable(reached);
    }

    /** The next rows are those after the statement that told this version. */
    void reach(Known known) {
        announce(known);
        reached = known;
    }

    /**
     * Notes a version whose statement may be still to come.
     *
     * @return whether rows were read by another one that were made after it
     */
    boolean announce(Known known) {
        byTime.put(known.version().time(), known);
        if (byTime.size() > REMEMBERED) {
            byTime.pollFirstEntry();
        }
        Known before = readBy;
        return before != null
                && readUntil.isAfter(known.version().time())
                && before.version().time().isBefore(known.version().time())
                && !before.rows().readsAs(known.rows());
    }

    /** Returns the version of a row that was made at this time; empty when it is not known for certain. */
    Optional<Known> at(Instant time) {
        Map.Entry<Instant, Known> last = byTime.floorEntry(time);
        Optional<Known> known = last == null
                ? reached().filter(copied -> copied.version().gtid().isEmpty())
                : Optional.of(last.getValue());
        if (known.isPresent() && time.isAfter(readUntil)) {
            readUntil = time;
            readBy = known.get();
        }
        return known;
    }
}
