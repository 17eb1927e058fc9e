// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import java.util.Optional;

/**
 * Header {@code duplex.statement}, in the table layout: what Debezium's records do not tell of DDL statements.
 *
 * @param whole on DDL records that tell a part of a statement: the whole statement
 * @param within on END: whether a DDL record belongs to the transaction ({@code CREATE TABLE ... SELECT})
 */
public record StatementHeader(Optional<String> whole, boolean within) {
    /** Name of the header. */
    public static final String NAME = "duplex.statement";

    /** On END of a transaction with a statement. */
    public static final StatementHeader WITHIN = new StatementHeader(Optional.empty(), true);

    /** Returns the header of a record with a part of this statement. */
    public static StatementHeader partOf(String statement) {
        return new StatementHeader(Optional.of(statement), false);
    }

    /** Returns the header's text. */
    public String encode() {
        return HeaderText.create().put("whole", whole).put("within", within).toString();
    }

    /**
     * Reads {@link #encode}'s text.
     *
     * @throws IllegalArgumentException when the text has another form
     */
    public static StatementHeader decode(String text) {
        HeaderText fields = HeaderText.parse(text);
        return new StatementHeader(fields.get("whole"), Boolean.parseBoolean(fields.require("within")));
    }
}
