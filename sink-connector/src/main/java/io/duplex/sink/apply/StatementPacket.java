// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.schedule.ApplyFailure;
import io.duplex.sink.schedule.FailureKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Statements for many rows that are sent together; the server's count of each must be as expected. */
final class StatementPacket {
    /** Characters; at most three bytes each, so well below any server's {@code max_allowed_packet}. */
    private static final int FULL = 400_000;

    private final Connection connection;
    private final SqlText text = new SqlText();
    private final List<Expected> expected = new ArrayList<>();
    private @Nullable First first;
    private String unit = "";

    /** A statement that goes before all others, and what is done with its count. */
    private record First(String sql, LongConsumer check) {}

    private record Expected(MultiRow statement, List<GroupRow> rows) {
        String text() {
            return statement.kind() + " " + first() + (rows.size() == 1 ? "" : " to " + last());
        }

        String first() {
            return statement.target().describe(rows.get(0).image());
        }

        String last() {
            return statement.target().describe(rows.get(rows.size() - 1).image());
        }
    }

    StatementPacket(Connection connection) {
        this.connection = connection;
    }

    /**
     * Has a statement sent before all others, with the first of them.
     *
     * @param check is given the count of rows, and fails when it is not as expected
     */
    void first(String sql, LongConsumer check) {
        first = new First(sql, check);
    }

    /** Forgets what was not sent. */
    void forget() {
        first = null;
        clear();
    }

    /** Begins a unit, named so in messages; statements that were not sent are forgotten, but not the first one. */
    void begin(String name) {
        unit = name;
        clear();
    }

    private void clear() {
        text.clear();
        expected.clear();
    }

    /** Returns what statements are added to. */
    SqlText text() {
        return text;
    }

    /** Ends the statement that was added, which writes these rows. */
    void expect(MultiRow statement, List<GroupRow> rows) {
        text.sql(";");
        expected.add(new Expected(statement, rows));
    }

    boolean isEmpty() {
        return expected.isEmpty() && first == null;
    }

    boolean isFull() {
        return text.length() >= FULL;
    }

    /** Sends the statements and checks the counts. */
    void send() throws SQLException {
        First before = first;
        first = null;
        String sql = before == null ? text.take() : before.sql() + ";" + text.take();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            // The driver has read all results when this returns.
            statement.execute(sql);
            if (before != null) {
                before.check().accept(statement.getLargeUpdateCount());
            }
            for (int i = 0; i < expected.size(); i++) {
                if (i > 0 || before != null) {
                    statement.getMoreResults();
                }
                check(expected.get(i), statement.getLargeUpdateCount());
            }
        } catch (SQLException failure) {
            throw SqlFailures.describe(
                    unit
                            + (expected.isEmpty()
                                    ? ": cannot note it as applied"
                                    : ": cannot write its rows, from " + names()),
                    failure);
        } finally {
            clear();
        }
    }

    private String names() {
        return expected.get(0).first() + " to "
                + expected.get(expected.size() - 1).last();
    }

    private void check(Expected one, long count) {
        if (!one.statement().expects(count, one.rows().size())) {
            throw new ApplyFailure(
                    FailureKind.STOP,
                    unit + ": cannot " + one.text()
                            + ": some are not on the target, or are there as they would become. Compare both sides and"
                            + " correct the target.");
        }
    }
}
