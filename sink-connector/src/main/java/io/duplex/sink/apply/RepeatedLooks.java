// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.schedule.ApplyFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;

/**
 * Has rows looked at again when a user has taken a key between the look and the write: what is not there cannot be
 * locked. Belongs to one session.
 */
final class RepeatedLooks {
    private static final int MOST = 20;

    private final Connection connection;

    RepeatedLooks(Connection connection) {
        this.connection = connection;
    }

    /** A look with what is written after it, or a part of that. */
    @FunctionalInterface
    interface Look {
        void run() throws SQLException;
    }

    /** Repeats the look as long as a key was taken after it; only its last statement may have done nothing. */
    void again(Look look) throws SQLException {
        int left = MOST;
        boolean done = false;
        while (!done) {
            try {
                look.run();
                done = true;
            } catch (ApplyFailure failure) {
                left--;
                if (left == 0 || !SqlFailures.isTaken(failure)) {
                    throw failure;
                }
            }
        }
    }

    /** Does several statements, or none of them when a key is taken. */
    void whole(Look statements) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            statements.run();
        } catch (ApplyFailure failure) {
            // Any other failure may have ended the transaction.
            if (SqlFailures.isTaken(failure)) {
                connection.rollback(before);
            }
            throw failure;
        }
        connection.releaseSavepoint(before);
    }
}
