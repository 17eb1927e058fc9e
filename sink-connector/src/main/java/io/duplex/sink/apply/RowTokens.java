// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.envelope.Received;
import io.duplex.sink.schedule.TokenSink;
import java.sql.SQLException;
import java.util.Optional;

/** Tells of which tokens the order of rows depends, by the keys that the target's tables have. */
final class RowTokens {
    private final TargetTables catalogue;

    RowTokens(TargetTables catalogue) {
        this.catalogue = catalogue;
    }

    /** Adds the tokens of a row's change; those of all its table when the target has no such table. */
    void add(Received.Row row, TokenSink into) throws SQLException {
        Optional<Target> target = catalogue.target(row.table());
        if (target.isPresent()) {
            target.get()
                    .tokens()
                    .add(
                            row.change().before().orElse(null),
                            row.change().after().orElse(null),
                            into);
        } else {
            into.exclusive(TableTokens.tableToken(row.table()));
        }
    }
}
