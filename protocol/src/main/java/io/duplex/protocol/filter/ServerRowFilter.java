// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.filter.FilterServer.Question;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A MySQL expression that a server evaluates for rows that are sent to it, many at a time. Immutable.
 *
 * <p>The rows are written into a temporary table of that session with the columns that the expression uses: values that
 * are cast in a SELECT would not do, because comparisons look at where a text's collation comes from, at whether a
 * column may be NULL, and at types for which there is no cast.
 */
public final class ServerRowFilter {
    private static final int ROWS = 1000;
    private static final int CHARACTERS = 1_000_000;
    private static final String POSITION = "`duplex row`";

    private final TableSchema table;
    private final String expression;
    private final List<Integer> columns;
    private final String definition;
    private final String name;

    private ServerRowFilter(TableSchema table, String expression, List<Integer> columns) {
        this.table = table;
        this.expression = expression;
        this.columns = columns;
        this.definition = definition(table, columns);
        UUID version = UUID.nameUUIDFromBytes(definition.getBytes(StandardCharsets.UTF_8));
        this.name = new TableId(table.id().database(), "duplex_filter_" + version).quoted();
    }

    /**
     * Whether a row passes.
     *
     * @param error what the server says when it cannot evaluate the expression for the row
     */
    public record Verdict(boolean passing, Optional<String> error) {
        /**
         * Returns whether the row passes.
         *
         * @throws FilterEvaluationException when the server fails for this row
         */
        public boolean passes() {
            error.ifPresent(message -> {
                throw new FilterEvaluationException(message);
            });
            return passing;
        }
    }

    /** Refuses text that is no expression or depends on more than the row, whatever the table looks like. */
    public static void check(String expression) {
        ServerExpression.check(expression);
    }

    /**
     * Makes ready an expression over the columns of a table, without asking a server.
     *
     * @throws FilterRefusedException when it is no expression, or depends on more than the row
     */
    public static ServerRowFilter compile(String expression, TableSchema table) {
        ServerExpression read = ServerExpression.read(expression, table.id());
        List<Integer> columns = new ArrayList<>();
        for (String name : read.columns()) {
            columns.add(table.indexOf(name)
                    .orElseThrow(() -> new FilterRefusedException(
                            name,
                            "table " + table.id() + " has no such column; it has "
                                    + table.columns().stream().map(Column::name).collect(Collectors.joining(", "))
                                    + ".")));
        }
        List<Integer> used = columns.stream().distinct().sorted().toList();
        return new ServerRowFilter(table, read.sql(), used);
    }

    private static String definition(TableSchema table, List<Integer> columns) {
        StringJoiner definition = new StringJoiner(", ", "(", ")");
        definition.add(POSITION + " INT");
        for (int position : columns) {
            Column column = table.columns().get(position);
            definition.add(TableId.quote(column.name()) + " " + ServerValues.definition(column));
        }
        return definition.toString();
    }

    /**
     * Asks the server whether it takes the expression for such a table.
     *
     * @throws FilterEvaluationException with the server's message, when it does not
     */
    public void verify(FilterServer server) {
        try {
            server.ask(new Question(preparation(), List.of("SELECT 1 FROM " + name + " LIMIT 0")));
        } catch (FilterEvaluationException refused) {
            throw new FilterEvaluationException(
                    "the server evaluates it in a temporary table, and refuses that: " + refused.getMessage()
                            + ". GRANT CREATE TEMPORARY TABLES ON "
                            + TableId.quote(table.id().database())
                            + ".* to the connector's user, or write an expression "
                            + "that docs/row-filters.md lists as evaluated by the connector",
                    refused);
        }
        server.ask(new Question(preparation(), List.of(query("LIMIT 0"))));
    }

    /** Returns for each row, in order, whether it passes. */
    public List<Verdict> of(List<RowImage> rows, FilterServer server) {
        List<Verdict> verdicts = new ArrayList<>(rows.size());
        int from = 0;
        while (from < rows.size()) {
            int to = from;
            long characters = 0;
            while (to < rows.size() && to - from < ROWS && characters < CHARACTERS) {
                characters += characters(rows.get(to++));
            }
            ask(rows.subList(from, to), server, verdicts);
            from = to;
        }
        return verdicts;
    }

    private long characters(RowImage row) {
        long characters = 0;
        for (int position : columns) {
            characters += row.get(position) instanceof byte[] bytes ? 2L * bytes.length + 50 : 50;
        }
        return characters;
    }

    /** When the server refuses some row, it says so for all that it was sent: halves tell which row it is. */
    private void ask(List<RowImage> rows, FilterServer server, List<Verdict> verdicts) {
        BitSet passing;
        try {
            passing = server.ask(question(rows));
        } catch (FilterEvaluationException refused) {
            if (rows.size() == 1) {
                verdicts.add(new Verdict(false, Optional.of(String.valueOf(refused.getMessage()))));
            } else {
                ask(rows.subList(0, rows.size() / 2), server, verdicts);
                ask(rows.subList(rows.size() / 2, rows.size()), server, verdicts);
            }
            return;
        }
        for (int i = 0; i < rows.size(); i++) {
            verdicts.add(new Verdict(passing.get(i), Optional.empty()));
        }
    }

    private Question question(List<RowImage> rows) {
        StringBuilder sql = new StringBuilder("INSERT INTO " + name + " VALUES ");
        for (int i = 0; i < rows.size(); i++) {
            sql.append(i == 0 ? "(" : ",(").append(i);
            for (int position : columns) {
                sql.append(", ")
                        .append(ServerValues.literal(
                                table.columns().get(position), rows.get(i).get(position)));
            }
            sql.append(')');
        }
        return new Question(preparation(), List.of("DELETE FROM " + name, sql.toString(), query("")));
    }

    private String query(String limit) {
        return "SELECT " + POSITION + " FROM " + name + " AS "
                + TableId.quote(table.id().table()) + " WHERE (" + expression + "\n) " + limit;
    }

    private List<String> preparation() {
        return List.of("CREATE TEMPORARY TABLE IF NOT EXISTS " + name + " " + definition);
    }
}
