// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableSchema;
import java.util.Optional;

/**
 * A MySQL expression, compiled for one version of one table: tells of each row what the server's WHERE would tell.
 *
 * <p>Exact for a session with sql_mode '', time_zone '+00:00', div_precision_increment 4 and character set utf8mb4.
 * Whatever cannot be evaluated exactly is refused when it is compiled. Thread-safe.
 */
public final class RowFilter {
    /**
     * What an SQL session must set so that the server evaluates the expression as this class does, and the same on all
     * servers and days: a time of day beside a date is one of 1 January 1970.
     */
    public static final String SESSION =
            "SET SESSION sql_mode='', SESSION time_zone='+00:00', SESSION div_precision_increment=4, "
                    + "SESSION sql_auto_is_null=0, SESSION lc_time_names='en_US', SESSION default_week_format=0, "
                    + "SESSION block_encryption_mode='aes-128-ecb', SESSION timestamp=1";

    private final Evaluator truth;

    private RowFilter(Evaluator truth) {
        this.truth = truth;
    }

    /** Refuses text that is no expression or has parts that no filter can have, whatever the table looks like. */
    public static void check(String expression) {
        Operations.checkNames(ExpressionReader.read(expression));
    }

    /**
     * Compiles an expression over the columns of a table.
     *
     * @throws FilterRefusedException when it is no expression, or its value cannot be computed exactly
     */
    public static RowFilter compile(String expression, TableSchema table) {
        Typed compiled = Operations.compile(ExpressionReader.read(expression), table);
        return new RowFilter(Conversions.truth(compiled).evaluator());
    }

    /**
     * Returns whether the row passes.
     *
     * @throws FilterEvaluationException when the server would fail for this row
     */
    public boolean accepts(RowImage row) {
        Object value = truth.of(row);
        return value != null && (Long) value != 0;
    }

    /** Returns the truth value, empty for NULL. */
    public Optional<Boolean> truth(RowImage row) {
        Object value = truth.of(row);
        return value == null ? Optional.empty() : Optional.of((Long) value != 0);
    }
}
