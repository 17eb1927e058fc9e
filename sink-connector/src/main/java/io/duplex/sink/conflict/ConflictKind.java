// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.conflict;

import java.util.Locale;

/** In which way a change does not fit the target. */
public enum ConflictKind {
    /** A row is to be inserted, and one or several with its unique values are there. */
    INSERT_EXISTS,
    UPDATE_MISSING,
    /** The row has other values than those it had at the source before the change. */
    UPDATE_DIFFERS,
    /** Other rows have unique values that the row is to have. */
    UPDATE_TAKEN,
    DELETE_MISSING,
    DELETE_DIFFERS,
    /** A copied row meets another one. */
    COPY_DIFFERS,
    /** The site that settles has another row than this one. */
    SETTLED;

    /** Returns the name in the table of conflicts and in metrics. */
    public String value() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
