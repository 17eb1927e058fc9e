// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import com.mysql.cj.exceptions.StatementIsClosedException;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Tells by the server's error code what is to be done, and what an operator can do. */
final class SqlFailures {
    /** The server's own view: the transaction, or the statement that waited, can be tried again. */
    private static final Set<Integer> RETRY = Set.of(
            1205, // lock wait timeout
            1213, // deadlock
            1614, // XA deadlock
            3058, // user lock deadlock
            3101, // rolled back by group replication
            3572 // NOWAIT
            );

    /** The session is gone. */
    private static final Set<Integer> LOST = Set.of(
            1040, // too many connections
            1053, // shutdown in progress
            1077,
            1079, // shutdown
            1152,
            1158,
            1159,
            1160,
            1161,
            1184, // network
            1203,
            1226, // user has too many connections
            1290, // read-only: a failover is under way; the retry limit ends it
            1317, // interrupted by KILL QUERY or KILL
            1836, // read-only
            1927, // connection was killed
            2002,
            2003,
            2006,
            2013,
            2055, // driver: lost
            3032,
            3168,
            3169, // offline, not available, killed
            4031 // disconnected because of inactivity
            );

    private static final Map<Integer, String> REMEDIES = Map.ofEntries(
            Map.entry(1044, "Grant the user what the statement needs."),
            Map.entry(1142, "Grant the user what the statement needs."),
            Map.entry(1143, "Grant the user what the statement needs."),
            Map.entry(1227, "Grant the user the privilege."),
            Map.entry(
                    1062,
                    "The row, or another one with an equal unique key, exists on the target already: compare both sides "
                            + "and remove or correct the target's row."),
            Map.entry(1451, "Rows on the target refer to this one: compare both sides and correct the target."),
            Map.entry(1452, "The row that this one refers to is missing on the target: copy it from the source."),
            Map.entry(1146, "Create the table on the target as it is at the source."),
            Map.entry(1049, "Create the database on the target as it is at the source."),
            Map.entry(1054, "Add the column on the target as it is at the source."),
            Map.entry(1264, "Make the column on the target as wide as at the source."),
            Map.entry(1265, "Give the column on the target the source's type."),
            Map.entry(1366, "Give the column on the target the source's character set."),
            Map.entry(1406, "Make the column on the target as long as at the source."),
            Map.entry(
                    1419,
                    "Run on the target, as an administrator: SET GLOBAL log_bin_trust_function_creators = 1; (and keep it"
                            + " in its configuration)."),
            Map.entry(1298, "Load the time zone tables on the target: mysql_tzinfo_to_sql."),
            Map.entry(1364, "Give the column on the target a default, as the source does not have it."),
            Map.entry(1048, "Let the column on the target be nullable, as at the source."),
            Map.entry(
                    1785,
                    "Give the table on the target an engine with transactions: ALTER TABLE ... ENGINE=InnoDB. Changes of"
                            + " other tables cannot be made together with the progress, and not once after a crash."),
            Map.entry(1153, "Raise max_allowed_packet on the target to the source's value."));

    private static final int DUPLICATE_KEY = 1062;

    /** Database, table, column and key exist; what is to be dropped does not; the foreign key exists. */
    private static final Set<Integer> THERE_ALREADY = Set.of(1007, 1050, 1060, 1061, 1091, 1826);

    private SqlFailures() {}

    static FailureKind classify(SQLException failure) {
        int code = failure.getErrorCode();
        if (RETRY.contains(code)) {
            return FailureKind.RETRY;
        }
        String state = failure.getSQLState();
        boolean lost = LOST.contains(code)
                || (state != null && state.startsWith("08"))
                || failure.getCause() instanceof StatementIsClosedException;
        return lost ? FailureKind.RECONNECT : FailureKind.STOP;
    }

    /**
     * Returns the failure with what it happened to in front.
     *
     * @param what begins the message, without punctuation at its end
     */
    static ApplyFailure describe(String what, SQLException failure) {
        FailureKind kind = classify(failure);
        String remedy = kind == FailureKind.STOP
                ? " " + remedy(failure).orElse("Correct the target, then restart the task.")
                : "";
        return new ApplyFailure(kind, what + ": " + message(failure) + remedy, failure);
    }

    /** Tells whether another row has a unique key already. */
    static boolean isTaken(ApplyFailure failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException refused && refused.getErrorCode() == DUPLICATE_KEY) {
                return true;
            }
        }
        return false;
    }

    /** Tells whether a DDL statement failed because the target is as it would make it. */
    static boolean isThereAlready(ApplyFailure failure) {
        return failure.getCause() instanceof SQLException cause && THERE_ALREADY.contains(cause.getErrorCode());
    }

    /** Returns what an operator can do. */
    static Optional<String> remedy(SQLException failure) {
        return Optional.ofNullable(REMEDIES.get(failure.getErrorCode()));
    }

    /** Returns the server's message with its code, ending with a full stop. */
    static String message(SQLException failure) {
        String text = String.valueOf(failure.getMessage()).strip();
        String code = failure.getErrorCode() == 0 ? "" : " (error " + failure.getErrorCode() + ")";
        return (text.endsWith(".") ? text.substring(0, text.length() - 1) : text) + code + ".";
    }
}
