// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

/** A DDL statement that the table model cannot follow; the caller adds connector and GTID. */
public final class DdlException extends RuntimeException {
    private static final int LONGEST_QUOTE = 2000;

    public DdlException(String problem, String sql) {
        super(message(problem, sql));
    }

    private static String message(String problem, String sql) {
        String quoted = sql.length() > LONGEST_QUOTE ? sql.substring(0, LONGEST_QUOTE) + "... (cut)" : sql;
        return problem + " Statement: " + quoted;
    }
}
