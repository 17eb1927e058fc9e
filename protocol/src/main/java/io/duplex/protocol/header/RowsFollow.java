// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The words by which MySQL logs, from 8.0.21 on, that rows of the same transaction follow a CREATE TABLE: its {@code
 * ... SELECT}. They stand behind the columns, before the table's options.
 */
public final class RowsFollow {
    /** A line break within a comment or default is logged as {@code \n}, so the one before the parenthesis is the server's. */
    private static final Pattern WORDS =
            Pattern.compile("(?i)(?:(?<=\n\\))\\s+START\\s+TRANSACTION\\b|\\s+START\\s+TRANSACTION\\s*\\z)");

    private RowsFollow() {}

    /** Finds the words in a statement, with the blank before them. */
    public static Matcher in(String statement) {
        return WORDS.matcher(statement);
    }
}
