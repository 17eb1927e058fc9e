// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An XA statement in the binlog.
 *
 * @param verb in upper case: START, END, COMMIT, ROLLBACK
 * @param xid the transaction's identifier, as the server writes it in all of the transaction's statements
 */
public record XaStatement(String verb, String xid) {
    private static final Pattern FORM = Pattern.compile(
            "XA\\s+(\\w+)\\s+(.*?)(?:\\s+ONE\\s+PHASE)?\\s*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Returns what the text says, empty when it is no XA statement. */
    public static Optional<XaStatement> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches()
                ? Optional.of(new XaStatement(form.group(1).toUpperCase(Locale.ROOT), form.group(2)))
                : Optional.empty();
    }
}
