// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.origin;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import io.duplex.sink.server.MarkMode;
import io.duplex.sink.server.SiteOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * {@code GTID_NEXT} of one session of the target: a GTID of the target's own, or the origin's for the one transaction
 * that follows. Not thread-safe.
 */
public final class NextGtid {
    private static final String OWN = "SET SESSION GTID_NEXT = 'AUTOMATIC'";
    private static final int WRONG_VALUE = 1231;
    private static final int MALFORMED = 1774;
    private static final int PRIVILEGE_MISSING = 1227;

    private final Connection connection;
    private boolean assigned;

    /** Begins with GTIDs of the target's own, as every session does. */
    public NextGtid(Connection connection) {
        this.connection = connection;
    }

    /**
     * Has the next transaction, or DDL statement, commit under this GTID. What the session has read in an open
     * transaction is committed first. Waits while another session commits under the same.
     *
     * @return false when the target has it already: then GTIDs are the target's own again
     */
    public boolean assign(Gtid gtid) throws SQLException {
        release();
        assigned = true;
        try (Statement statement = connection.createStatement()) {
            statement.execute("COMMIT; SET SESSION GTID_NEXT = '" + gtid + "'; SELECT @@SESSION.gtid_owned");
            while (!statement.getMoreResults()) {
                if (statement.getUpdateCount() < 0) {
                    throw new SQLException("The target does not tell whether it takes GTID " + gtid);
                }
            }
            try (ResultSet owned = statement.getResultSet()) {
                if (owned.next() && !owned.getString(1).isEmpty()) {
                    return true;
                }
            }
        } catch (SQLException refused) {
            throw describe(gtid, refused);
        }
        execute(OWN);
        assigned = false;
        return false;
    }

    /**
     * Returns what has the transaction that follows in a text for {@link #executeAll} commit under this GTID, and the
     * text fail there when the target has it already.
     */
    public static String statement(Gtid gtid) {
        // SET is executed even where all else is passed over because the GTID was used.
        return "SET SESSION GTID_NEXT='" + gtid + "';SET @duplex_check=IF(@@SESSION.gtid_owned='',EXP(1000),0);";
    }

    /** Returns what has the transaction that follows in such a text commit under a GTID of the target's own. */
    public static String ownStatement() {
        return OWN + ";";
    }

    /**
     * Executes whole transactions, each with its COMMIT.
     *
     * @param gtids whether they commit under GTIDs that the text assigns
     */
    public void executeAll(String transactions, boolean gtids) throws SQLException {
        if (!gtids) {
            execute(transactions);
            return;
        }
        assigned = true;
        execute("COMMIT;" + transactions + OWN);
        assigned = false;
    }

    private static SQLException describe(Gtid gtid, SQLException refused) {
        String remedy = switch (refused.getErrorCode()) {
            case WRONG_VALUE, MALFORMED ->
                gtid.source().tag().isEmpty()
                        ? ""
                        : " Tagged GTIDs take a target of 8.3 or newer, or " + SiteOptions.MARK_MODE + "="
                                + MarkMode.SESSION.value() + ".";
            case PRIVILEGE_MISSING ->
                " As an administrator of the target: GRANT REPLICATION_APPLIER"
                        + (gtid.source().tag().isEmpty() ? "" : ", TRANSACTION_GTID_TAG")
                        + " ON *.* TO the sink's user (5.7: SUPER); or set " + SiteOptions.MARK_MODE + "="
                        + MarkMode.SESSION.value() + ".";
            default -> "";
        };
        if (remedy.isEmpty()) {
            return refused;
        }
        throw new ApplyFailure(
                FailureKind.STOP,
                "GTID " + gtid + " cannot be kept on the target: " + refused.getMessage() + "." + remedy,
                refused);
    }

    /** Tells whether the target has executed the transaction of this GTID. */
    public boolean isExecuted(Gtid gtid) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT GTID_SUBSET('" + gtid + "', @@GLOBAL.gtid_executed)")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Commits, and has what follows commit under GTIDs of the target's own. */
    public void commit() throws SQLException {
        if (assigned) {
            execute("COMMIT; " + OWN);
            assigned = false;
        } else {
            connection.commit();
        }
    }

    /** Rolls back, and has what follows commit under GTIDs of the target's own. */
    public void rollback() throws SQLException {
        connection.rollback();
        if (assigned) {
            execute(OWN);
            assigned = false;
        }
    }

    /** Has what follows a DDL statement, executed or refused, commit under GTIDs of the target's own. */
    public void release() throws SQLException {
        if (assigned) {
            rollback();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }
}
