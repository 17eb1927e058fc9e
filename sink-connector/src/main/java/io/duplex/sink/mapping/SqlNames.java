// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.duplex.protocol.table.TableId;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Reads names as a statement writes them. */
final class SqlNames {
    private SqlNames() {}

    /** Returns the name without its quotes. */
    static String plain(String written) {
        char quote = written.isEmpty() ? 0 : written.charAt(0);
        if (written.length() > 1 && (quote == '`' || quote == '"')) {
            String twice = String.valueOf(quote).repeat(2);
            return written.substring(1, written.length() - 1).replace(twice, String.valueOf(quote));
        }
        return written;
    }

    static String plain(ParserRuleContext identifier) {
        return plain(identifier.getText());
    }

    /** Tells whether a word may be a name: it has quotes, or is neither a sign nor a text nor a number. */
    static boolean isName(String word, boolean doubleQuotes) {
        char first = word.charAt(0);
        return first == '`'
                || (first == '"' && doubleQuotes)
                || first == '_'
                || first == '$'
                || Character.isLetterOrDigit(first)
                || first >= 0x80;
    }

    /** Returns the table of a name that may lack its database. */
    static TableId table(Optional<String> database, Optional<String> defaultDatabase, String table) {
        return new TableId(
                database.or(() -> defaultDatabase)
                        .orElseThrow(() -> new UncertainNamesException(
                                "table " + table + " has no database, nor has the session")),
                table);
    }
}
