// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.debezium.antlr.mysql.SqlMode;
import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import java.util.EnumSet;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;

/** MySQL's grammar of expressions, with the empty sql_mode that a snapshot's session has. */
final class FilterGrammar {
    private static final int VERSION = 80033;

    private FilterGrammar() {}

    /** Returns the parse tree of a whole expression. */
    static MySqlParser.ExprContext parse(String expression) {
        MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(expression));
        Refusing refusing = new Refusing(expression);
        lexer.serverVersion = VERSION;
        lexer.sqlModes = EnumSet.noneOf(SqlMode.class);
        lexer.removeErrorListeners();
        lexer.addErrorListener(refusing);
        CommonTokenStream tokens = new CommonTokenStream(lexer);
        textsInDoubleQuotes(tokens);
        MySqlParser parser = new MySqlParser(tokens);
        parser.serverVersion = VERSION;
        parser.sqlModes = EnumSet.noneOf(SqlMode.class);
        parser.removeErrorListeners();
        parser.addErrorListener(refusing);
        parser.getInterpreter().setPredictionMode(PredictionMode.LL);
        MySqlParser.ExprContext tree = parser.expr();
        refuseRest(expression, tokens);
        return tree;
    }

    /** The grammar would take them for names. */
    private static void textsInDoubleQuotes(CommonTokenStream tokens) {
        tokens.fill();
        for (Token token : tokens.getTokens()) {
            if (token.getType() == MySqlLexer.DOUBLE_QUOTED_TEXT) {
                ((CommonToken) token).setType(MySqlLexer.SINGLE_QUOTED_TEXT);
            }
        }
    }

    /** A comment could swallow what a snapshot's SELECT has after the expression. */
    private static void refuseRest(String expression, CommonTokenStream tokens) {
        if (tokens.LA(1) != Token.EOF) {
            throw new FilterRefusedException(
                    expression, "it is no single expression; `" + tokens.LT(1).getText() + "` is more than one.");
        }
        for (Token token : tokens.getTokens()) {
            if (token.getChannel() != Token.DEFAULT_CHANNEL && !token.getText().isBlank()) {
                throw new FilterRefusedException(token.getText(), "a filter has no comments.");
            }
        }
    }

    private static final class Refusing extends BaseErrorListener {
        private final String expression;

        Refusing(String expression) {
            this.expression = expression;
        }

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            throw new FilterRefusedException(
                    expression,
                    "it is no MySQL expression (line " + line + ", column " + column + ": " + message + ").");
        }
    }
}
