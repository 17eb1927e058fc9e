// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.source.table.SqlText.Token;
import java.util.List;

/** Spells what servers accept and the grammar does not know in a way that both understand. */
final class Spelling {
    private Spelling() {}

    /** Returns the statement's text without comments, every token at its place or nearby. */
    static String of(SqlText text, StatementContext context) {
        List<Token> tokens = text.tokens();
        StringBuilder code = new StringBuilder(text.code().length());
        String source = text.code();
        int copied = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String respelled = respelled(tokens, i);
            boolean joined = i > 0 && isCall(tokens, i, context);
            if (respelled.isEmpty() && !joined) {
                continue;
            }
            code.append(source, copied, joined ? tokens.get(i - 1).codeEnd() : token.codeStart());
            code.append(joined ? "(" : respelled);
            copied = token.codeEnd();
        }
        return code.append(source, copied, source.length()).toString();
    }

    /**
     * Returns the text without the expressions of generated columns and checks, which the model does not hold, for
     * functions that the grammar does not know.
     */
    static String withoutExpressions(String code, List<Token> tokens) {
        StringBuilder shorter = new StringBuilder(code.length());
        int copied = 0;
        for (int i = 1; i < tokens.size(); i++) {
            boolean expression = tokens.get(i).isSymbol("(")
                    && (tokens.get(i - 1).is("AS") || tokens.get(i - 1).is("CHECK"));
            if (expression) {
                shorter.append(code, copied, tokens.get(i).codeEnd()).append('1');
                i = closing(tokens, i);
                copied = tokens.get(i).codeStart();
            }
        }
        return shorter.append(code, copied, code.length()).toString();
    }

    private static int closing(List<Token> tokens, int opening) {
        int depth = 0;
        for (int i = opening; i < tokens.size(); i++) {
            depth += tokens.get(i).isSymbol("(") ? 1 : tokens.get(i).isSymbol(")") ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    /** Returns another spelling of this token, empty to leave it. */
    private static String respelled(List<Token> tokens, int i) {
        Token token = tokens.get(i);
        if (token.is("DEFAULT") && namesCharacters(tokens, i)) {
            return "`default`";
        }
        if (token.isSymbol("=") && i > 0 && tokens.get(i - 1).is("RENAME")) {
            return "TO";
        }
        boolean literal = i + 1 < tokens.size()
                && tokens.get(i + 1).kind() == SqlText.Kind.STRING
                && tokens.get(i + 1).start() == token.end();
        if (literal && (token.text().equals("X") || token.text().equals("B"))) {
            return token.text().equals("X") ? "x" : "b";
        }
        return "";
    }

    /** Tells whether the token at this place follows CHARACTER SET, CHARSET or COLLATE. */
    private static boolean namesCharacters(List<Token> tokens, int i) {
        int before = i > 0 && tokens.get(i - 1).isSymbol("=") ? i - 2 : i - 1;
        if (before < 0) {
            return false;
        }
        Token word = tokens.get(before);
        return word.is("COLLATE")
                || word.is("CHARSET")
                || (word.is("SET")
                        && before > 0
                        && (tokens.get(before - 1).is("CHARACTER")
                                || tokens.get(before - 1).is("CHAR")));
    }

    /** Tells whether this is the parenthesis of a NOW that stands apart, which IGNORE_SPACE allows. */
    private static boolean isCall(List<Token> tokens, int i, StatementContext context) {
        return context.ignoreSpace()
                && tokens.get(i).isSymbol("(")
                && tokens.get(i - 1).is("NOW");
    }
}
