// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.FilterRefusedException;
import io.duplex.protocol.filter.FilterServer;
import io.duplex.protocol.filter.RowFilter;
import io.duplex.protocol.filter.ServerRowFilter;
import io.duplex.protocol.table.TableSchema;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The filter of one version of a table.
 *
 * @param local evaluates here
 * @param server evaluates what cannot be evaluated here; one of both is present
 */
public record TableFilter(Optional<RowFilter> local, Optional<ServerRowFilter> server) {
    /**
     * Compiles an expression.
     *
     * @throws FilterRefusedException when it cannot be evaluated
     */
    public static TableFilter compile(String expression, TableSchema table, RowFilterOptions.Evaluation evaluation) {
        try {
            return new TableFilter(Optional.of(RowFilter.compile(expression, table)), Optional.empty());
        } catch (FilterRefusedException refused) {
            if (evaluation == RowFilterOptions.Evaluation.LOCAL) {
                throw refused;
            }
            return new TableFilter(Optional.empty(), Optional.of(ServerRowFilter.compile(expression, table)));
        }
    }

    /**
     * Refuses an expression that the server would have to evaluate and does not take.
     *
     * @throws io.duplex.protocol.filter.FilterEvaluationException with the server's message and what to do
     */
    public void verify(FilterServer session) {
        server.ifPresent(filter -> filter.verify(session));
    }

    boolean asksServer() {
        return server.isPresent();
    }

    boolean accepts(RowImage row) {
        return local.orElseThrow().accepts(row);
    }

    /** Returns for each row what tells whether it passes. */
    List<BooleanSupplier> ask(List<RowImage> rows, FilterServer session) {
        return server.orElseThrow().of(rows, session).stream()
                .map(verdict -> (BooleanSupplier) verdict::passes)
                .toList();
    }
}
