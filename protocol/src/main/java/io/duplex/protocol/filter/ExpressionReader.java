// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.BitExprContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ExprContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.PredicateContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Turns the parse tree of an expression into terms. */
final class ExpressionReader {
    private static final String COMPARED =
            "only expressions over the row's own columns can be evaluated; subqueries cannot.";
    private static final Map<Class<?>, Function<ParserRuleContext, Term>> RULES = new HashMap<>();

    static {
        on(MySqlParser.ExprNotContext.class, c -> term("NOT", c, c.expr()));
        on(MySqlParser.SimpleExprNotContext.class, c -> term("NOT", c, c.simpleExpr()));
        on(MySqlParser.ExprAndContext.class, c -> term("AND", c, c.expr(0), c.expr(1)));
        on(MySqlParser.ExprOrContext.class, c -> term("OR", c, c.expr(0), c.expr(1)));
        on(MySqlParser.ExprXorContext.class, c -> term("XOR", c, c.expr(0), c.expr(1)));
        on(MySqlParser.ExprIsContext.class, ExpressionReader::is);
        on(
                MySqlParser.PrimaryExprIsNullContext.class,
                c -> negated(c.notRule() != null, term("IS NULL", c, c.boolPri())));
        on(MySqlParser.PrimaryExprCompareContext.class, c -> term(c.compOp().getText(), c, c.boolPri(), c.predicate()));

        on(PredicateContext.class, ExpressionReader::predicate);
        on(BitExprContext.class, ExpressionReader::bitExpr);
        on(
                MySqlParser.SimpleExprUnaryContext.class,
                c -> term("unary " + c.getChild(0).getText(), c, c.simpleExpr()));
        on(MySqlParser.SimpleExprListContext.class, ExpressionReader::list);
        on(MySqlParser.SimpleExprBinaryContext.class, c -> detailed("CAST", "BINARY", c, c.simpleExpr()));
        on(MySqlParser.SimpleExprCaseContext.class, ExpressionReader::caseOf);
        on(MySqlParser.SimpleExprCastContext.class, ExpressionReader::cast);
        on(MySqlParser.SimpleExprConvertContext.class, c -> detailed("CAST", words(c.castType()), c, c.expr()));
        on(
                MySqlParser.SimpleExprConvertUsingContext.class,
                c -> detailed("CONVERT USING", name(c.charsetName()), c, c.expr()));
        on(
                MySqlParser.SimpleExprCollateContext.class,
                c -> detailed("COLLATE", name(c.textOrIdentifier()), c, c.simpleExpr()));
        on(MySqlParser.SimpleExprRuntimeFunctionContext.class, c -> CallReader.read(c.runtimeFunctionCall()));
        on(MySqlParser.RuntimeFunctionCallContext.class, CallReader::read);
        on(MySqlParser.FunctionCallContext.class, CallReader::read);
    }

    private ExpressionReader() {}

    private static <C extends ParserRuleContext> void on(Class<C> rule, Function<C, Term> reading) {
        RULES.put(rule, context -> reading.apply(rule.cast(context)));
    }

    /** Returns the term of an expression's text. */
    static Term read(String expression) {
        return read(FilterGrammar.parse(expression));
    }

    static Term read(ParserRuleContext context) {
        if (context instanceof MySqlParser.LiteralContext literal) {
            return LiteralReader.read(literal);
        }
        if (context instanceof MySqlParser.NullLiteralContext) {
            return new Term(Term.NULL, "", List.of(), source(context));
        }
        if (context instanceof MySqlParser.ColumnRefContext column) {
            return LiteralReader.aliased(column)
                    .orElseGet(() -> new Term(Term.COLUMN, source(column), List.of(), source(column)));
        }
        if (context.getChildCount() == 1 && context.getChild(0) instanceof ParserRuleContext only) {
            return read(only);
        }
        Function<ParserRuleContext, Term> rule = RULES.get(context.getClass());
        if (rule == null) {
            throw refused(
                    context,
                    "a filter consists of columns, literals, operators and deterministic functions; "
                            + "docs/row-filters.md lists them.");
        }
        return rule.apply(context);
    }

    static FilterRefusedException refused(ParserRuleContext context, String reason) {
        return new FilterRefusedException(source(context), reason);
    }

    static Term term(String op, ParserRuleContext context, ParserRuleContext... args) {
        return detailed(op, "", context, args);
    }

    static Term detailed(String op, String detail, ParserRuleContext context, ParserRuleContext... args) {
        List<Term> terms = new ArrayList<>();
        for (ParserRuleContext arg : args) {
            terms.add(read(arg));
        }
        return new Term(op, detail, terms, source(context));
    }

    private static Term negated(boolean negated, Term term) {
        return negated ? new Term("NOT", "", List.of(term), term.source()) : term;
    }

    private static Term is(MySqlParser.ExprIsContext context) {
        String op =
                context.TRUE_SYMBOL() != null ? "IS TRUE" : context.FALSE_SYMBOL() != null ? "IS FALSE" : "IS UNKNOWN";
        return negated(context.notRule() != null, term(op, context, context.boolPri()));
    }

    private static Term predicate(PredicateContext context) {
        MySqlParser.PredicateOperationsContext operation = context.predicateOperations();
        BitExprContext left = context.bitExpr(0);
        Term term;
        if (operation instanceof MySqlParser.PredicateExprInContext in) {
            if (in.exprList() == null) {
                throw refused(context, COMPARED);
            }
            List<Term> args = new ArrayList<>(List.of(read(left)));
            in.exprList().expr().forEach(item -> args.add(read(item)));
            term = new Term("IN", "", args, source(context));
        } else if (operation instanceof MySqlParser.PredicateExprBetweenContext between) {
            term = term("BETWEEN", context, left, between.bitExpr(), between.predicate());
        } else if (operation instanceof MySqlParser.PredicateExprLikeContext like) {
            List<Term> args = new ArrayList<>(List.of(read(left)));
            like.simpleExpr().forEach(item -> args.add(read(item)));
            term = new Term("LIKE", "", args, source(context));
        } else {
            throw refused(
                    context,
                    "REGEXP differs between server versions, and MEMBER OF and SOUNDS LIKE cannot be "
                            + "evaluated exactly; use LIKE, LEFT or LOCATE.");
        }
        return negated(context.notRule() != null, term);
    }

    private static Term bitExpr(BitExprContext context) {
        if (context.interval() != null) {
            String op = context.PLUS_OPERATOR() != null ? "DATE_ADD" : "DATE_SUB";
            return detailed(
                    op,
                    source(context.interval()).toUpperCase(Locale.ROOT),
                    context,
                    context.bitExpr(0),
                    context.expr());
        }
        return term(
                context.getChild(1).getText().toUpperCase(Locale.ROOT),
                context,
                context.bitExpr(0),
                context.bitExpr(1));
    }

    private static Term list(MySqlParser.SimpleExprListContext context) {
        if (context.exprList().expr().size() != 1 || context.ROW_SYMBOL() != null) {
            throw refused(
                    context, "rows of several values are not supported; compare the columns one by one with AND.");
        }
        return read(context.exprList().expr(0));
    }

    /** Arguments: pairs of condition and value, then the value of ELSE; with a subject, each condition compares. */
    private static Term caseOf(MySqlParser.SimpleExprCaseContext context) {
        List<Term> args = new ArrayList<>();
        for (int i = 0; i < context.whenExpression().size(); i++) {
            ExprContext when = context.whenExpression(i).expr();
            args.add(context.expr() == null ? read(when) : term("CASE =", when, context.expr(), when));
            args.add(read(context.thenExpression(i).expr()));
        }
        args.add(
                context.elseExpression() == null
                        ? new Term(Term.NULL, "", List.of(), "NULL")
                        : read(context.elseExpression().expr()));
        return new Term("CASE", "", args, source(context));
    }

    private static Term cast(MySqlParser.SimpleExprCastContext context) {
        if (context.AT_SYMBOL() != null || context.arrayCast() != null) {
            throw refused(context, "only plain casts are supported.");
        }
        return detailed("CAST", words(context.castType()), context, context.expr());
    }

    /** Returns the tokens in upper case, separated by blanks. */
    private static String words(ParseTree tree) {
        if (tree instanceof TerminalNode leaf) {
            return leaf.getText().toUpperCase(Locale.ROOT);
        }
        List<String> words = new ArrayList<>();
        for (int i = 0; i < tree.getChildCount(); i++) {
            words.add(words(tree.getChild(i)));
        }
        return String.join(" ", words);
    }

    private static String name(ParserRuleContext context) {
        return context.getText().replaceAll("[`'\"]", "").toLowerCase(Locale.ROOT);
    }

    static String source(ParserRuleContext context) {
        return context.getStart()
                .getInputStream()
                .getText(Interval.of(
                        context.getStart().getStartIndex(), context.getStop().getStopIndex()));
    }
}
