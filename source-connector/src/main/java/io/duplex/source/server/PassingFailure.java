// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells failures that end when the server is there again from those that somebody has to cure. */
public final class PassingFailure {
    /** Too many connections, shutdown in progress, lost connections, a server that only begins to run. */
    private static final Set<Integer> CODES = Set.of(1040, 1053, 1152, 1158, 1159, 1160, 1161, 1184, 2006, 2013);

    private static final String CONNECTION = "08";

    private PassingFailure() {}

    /** Tells whether waiting may cure what this was caused by. */
    public static boolean is(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                String state = sql.getSQLState();
                return CODES.contains(sql.getErrorCode())
                        || (sql.getErrorCode() == 0 && state != null && state.startsWith(CONNECTION));
            }
        }
        return false;
    }
}
