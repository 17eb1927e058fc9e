// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import java.util.Optional;

/** Options of a table or database as written; {@code DEFAULT} as a character set name means the database's. */
record TableOptionSpec(Optional<String> charset, Optional<String> collation, Optional<String> comment) {
    static final TableOptionSpec NONE = new TableOptionSpec(Optional.empty(), Optional.empty(), Optional.empty());
}
