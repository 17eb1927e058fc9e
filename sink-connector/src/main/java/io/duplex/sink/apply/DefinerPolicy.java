// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who owns a view, trigger, routine or event on the target. MySQL logs the DEFINER with each; to create one for another
 * user needs SUPER (5.7), SET_USER_ID (8.0) or SET_ANY_DEFINER (9.x), which a sink's user may lack.
 */
public enum DefinerPolicy {
    /** As at the source where the sink's user may, else the sink's user. */
    AUTO,
    /** As at the source; the task stops where the sink's user may not. */
    SOURCE,
    /** Always the sink's user. */
    APPLIER;

    private static final Logger LOG = LoggerFactory.getLogger(DefinerPolicy.class);

    /** ER_SPECIFIC_ACCESS_DENIED_ERROR: a privilege for this operation is missing. */
    private static final int PRIVILEGE_MISSING = 1227;

    private static final String USER = "(?:`(?:[^`]|``)*`|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|[\\w$]+)";

    /** The clause stands before the kind of object, behind CREATE or ALTER and their options. */
    private static final Pattern CLAUSE = Pattern.compile(
            "\\A(\\s*(?:CREATE|ALTER)\\s+(?:OR\\s+REPLACE\\s+)?(?:ALGORITHM\\s*=\\s*\\w+\\s+)?)"
                    + "DEFINER\\s*=\\s*(?:CURRENT_USER(?:\\s*\\(\\s*\\))?|" + USER + "(?:\\s*@\\s*" + USER + ")?)\\s*",
            Pattern.CASE_INSENSITIVE);

    /** Reads {@link #value}'s text in any case. */
    static DefinerPolicy parse(String value) {
        return valueOf(value.toUpperCase(Locale.ROOT));
    }

    /** Returns the option's value. */
    public String value() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Sends a statement to the target. */
    @FunctionalInterface
    interface Execution {
        void execute(String sql) throws SQLException;
    }

    /** Executes a statement with the definer that this policy wants. */
    void execute(Execution execution, String sql) throws SQLException {
        Optional<String> own = withoutDefiner(sql);
        if (own.isPresent() && this == APPLIER) {
            execution.execute(own.get());
            return;
        }
        try {
            execution.execute(sql);
        } catch (SQLException refused) {
            if (own.isEmpty() || this == SOURCE || refused.getErrorCode() != PRIVILEGE_MISSING) {
                throw refused;
            }
            LOG.warn(
                    "The sink's user may not create objects for another DEFINER and becomes the definer itself"
                            + " (ddl.definer={}); grant SET_USER_ID to keep the source's: {}",
                    value(),
                    refused.getMessage());
            execution.execute(own.get());
        }
    }

    /** Returns the statement without its DEFINER clause, empty when it has none. */
    static Optional<String> withoutDefiner(String sql) {
        Matcher clause = CLAUSE.matcher(sql);
        return clause.find() ? Optional.of(clause.replaceFirst("$1")) : Optional.empty();
    }
}
