// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads calls of functions, whatever rule of the grammar they have: a name, values, and words that are none. */
final class CallReader {
    private final List<Term> args = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    private CallReader() {}

    /** Returns the call; its detail holds keywords and units, such as {@code LEADING FROM} or {@code DAY}. */
    static Term read(ParserRuleContext call) {
        CallReader reader = new CallReader();
        ParserRuleContext named = call;
        while (named.getChildCount() == 1 && named.getChild(0) instanceof ParserRuleContext only) {
            named = only;
        }
        if (call instanceof MySqlParser.FunctionCallContext function && function.qualifiedIdentifier() != null) {
            if (function.qualifiedIdentifier().dotIdentifier() != null) {
                throw ExpressionReader.refused(call, "stored functions cannot be evaluated.");
            }
        }
        String name = named.getChild(0).getText().replace("`", "").toUpperCase(Locale.ROOT);
        for (int i = 1; i < named.getChildCount(); i++) {
            reader.visit(named.getChild(i));
        }
        return new Term(name, String.join(" ", reader.words), reader.args, ExpressionReader.source(call));
    }

    private void visit(ParseTree child) {
        if (child instanceof TerminalNode leaf) {
            String text = leaf.getText();
            if (!text.equals("(") && !text.equals(")") && !text.equals(",")) {
                words.add(text.toUpperCase(Locale.ROOT));
            }
        } else if (isValue(child)) {
            args.add(ExpressionReader.read((ParserRuleContext) child));
        } else {
            for (int i = 0; i < child.getChildCount(); i++) {
                visit(child.getChild(i));
            }
        }
    }

    private static boolean isValue(ParseTree child) {
        return child instanceof MySqlParser.ExprContext
                || child instanceof MySqlParser.BitExprContext
                || child instanceof MySqlParser.SimpleExprContext;
    }
}
