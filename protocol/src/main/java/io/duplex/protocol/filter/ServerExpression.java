// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.duplex.protocol.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.ParseTree;

/**
 * An expression that a server is to evaluate: only what depends on the row alone, columns named without their table.
 *
 * @param sql the expression
 * @param columns names as written
 */
record ServerExpression(String sql, Set<String> columns) {
    private static final Pattern FOREIGN =
            Pattern.compile(".*(Variable|Sub[qQ]uery|QueryExpression|SumExpr|SimpleExprSum"
                    + "|Window|ParamMarker|Match|SimpleExprDefault|SimpleExprValues|AllAny|Grouping).*");
    private static final Pattern OFFSET = Pattern.compile("['\"][+-][0-9]{1,2}:[0-9]{2}['\"]");

    /**
     * Reads an expression over a table.
     *
     * @throws FilterRefusedException naming the part that depends on more than the row
     */
    static ServerExpression read(String expression, TableId table) {
        Reading reading = new Reading(table);
        MySqlParser.ExprContext tree = FilterGrammar.parse(expression);
        reading.visit(tree);
        return new ServerExpression(reading.rewritten(tree), reading.columns);
    }

    /** Refuses what depends on more than the row, whatever the table is. */
    static void check(String expression) {
        new Reading(new TableId("", "")).visit(FilterGrammar.parse(expression));
    }

    private static final class Reading {
        private final TableId table;
        private final Set<String> columns = new TreeSet<>();
        private final List<MySqlParser.ColumnRefContext> references = new ArrayList<>();
        private final List<String> names = new ArrayList<>();

        Reading(TableId table) {
            this.table = table;
        }

        void visit(ParseTree tree) {
            if (tree instanceof MySqlParser.ColumnRefContext column) {
                if (LiteralReader.aliased(column).isEmpty()) {
                    column(column);
                }
                return;
            }
            if (tree instanceof ParserRuleContext context) {
                refuseForeign(context);
                if (context instanceof MySqlParser.FunctionCallContext call) {
                    function(call);
                } else if (context instanceof MySqlParser.RuntimeFunctionCallContext call) {
                    function(call);
                }
            }
            for (int i = 0; i < tree.getChildCount(); i++) {
                visit(tree.getChild(i));
            }
        }

        private static void refuseForeign(ParserRuleContext context) {
            if (FOREIGN.matcher(context.getClass().getSimpleName()).matches()) {
                throw ExpressionReader.refused(
                        context,
                        "its value depends on more than the row; subqueries, variables, aggregates, MATCH, DEFAULT and "
                                + "VALUES cannot be used.");
            }
        }

        private void function(ParserRuleContext call) {
            String name = name(call);
            if (call instanceof MySqlParser.FunctionCallContext function
                    && function.qualifiedIdentifier() != null
                    && function.qualifiedIdentifier().dotIdentifier() != null) {
                throw ExpressionReader.refused(
                        call, "stored functions cannot be used: they may read tables, and may be changed.");
            }
            if (!DeterministicFunctions.contains(name)) {
                throw ExpressionReader.refused(
                        call,
                        name + " is not known as a function whose value depends on its arguments alone. Write a "
                                + "condition over the row's columns.");
            }
            String text = ExpressionReader.source(call);
            if (name.equals("UNIX_TIMESTAMP") && text.matches("(?s)\\w+\\s*\\(\\s*\\)")) {
                throw ExpressionReader.refused(call, "it is the current time; give it a column.");
            }
            if (name.equals("CONVERT_TZ") && OFFSET.matcher(text).results().count() != 2) {
                throw ExpressionReader.refused(
                        call, "named time zones change with the server's tables; write offsets such as '+02:00'.");
            }
        }

        private static String name(ParserRuleContext call) {
            ParseTree named = call;
            while (named.getChild(0) instanceof ParserRuleContext inner) {
                named = inner;
            }
            ParseTree first = named.getChildCount() == 0 ? named : named.getChild(0);
            return first.getText().replace("`", "").toUpperCase(Locale.ROOT);
        }

        private void column(MySqlParser.ColumnRefContext reference) {
            String name = table.table().isEmpty()
                    ? "any"
                    : Columns.name(
                            new Term(
                                    Term.COLUMN,
                                    ExpressionReader.source(reference),
                                    List.of(),
                                    ExpressionReader.source(reference)),
                            table);
            columns.add(name);
            references.add(reference);
            names.add(name);
        }

        String rewritten(ParserRuleContext tree) {
            CharStream text = tree.getStart().getInputStream();
            StringBuilder sql = new StringBuilder();
            int from = 0;
            for (int i = 0; i < references.size(); i++) {
                MySqlParser.ColumnRefContext reference = references.get(i);
                int start = reference.getStart().getStartIndex();
                if (start > from) {
                    sql.append(text.getText(Interval.of(from, start - 1)));
                }
                sql.append(TableId.quote(names.get(i)));
                from = reference.getStop().getStopIndex() + 1;
            }
            if (from < text.size()) {
                sql.append(text.getText(Interval.of(from, text.size() - 1)));
            }
            return sql.toString();
        }
    }
}
