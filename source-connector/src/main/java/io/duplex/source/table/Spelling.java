// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.TableId;
import io.duplex.source.table.SqlText.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Spells what servers accept and the grammar does not know in a way that both understand. */
final class Spelling {
    /** From this version on a column is defined by its plain name only. */
    private static final int PLAIN_NAMES = 80000;

    /** Words of types whose size may be written as a decimal number. */
    private static final Set<String> SIZED = Set.of(
            "DECIMAL",
            "DEC",
            "NUMERIC",
            "FIXED",
            "FLOAT",
            "FLOAT4",
            "FLOAT8",
            "TINYINT",
            "SMALLINT",
            "MEDIUMINT",
            "MIDDLEINT",
            "INT",
            "INTEGER",
            "INT1",
            "INT2",
            "INT3",
            "INT4",
            "INT8",
            "BIGINT",
            "BIT",
            "CHAR",
            "CHARACTER",
            "NCHAR",
            "VARCHAR",
            "NVARCHAR",
            "VARCHARACTER",
            "VARYING",
            "BINARY",
            "VARBINARY",
            "TEXT",
            "BLOB");

    /** What stands before the name of a column that is defined or changed. */
    private static final Set<String> BEFORE_COLUMN = Set.of("ADD", "COLUMN", "MODIFY", "CHANGE", "DROP", "ALTER");

    private Spelling() {}

    /** Returns the statement's text without comments, every token at its place or nearby. */
    static String of(SqlText text, StatementContext context, int serverVersion) {
        List<Token> tokens = text.tokens();
        Map<Integer, String> plain = serverVersion < PLAIN_NAMES ? plainNames(tokens) : Map.of();
        StringBuilder code = new StringBuilder(text.code().length());
        String source = text.code();
        int copied = 0;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            String respelled = plain.getOrDefault(i, respelled(tokens, i));
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
        if (isFraction(tokens, i) || (i > 0 && isFraction(tokens, i - 1) && !token.isSymbol(")"))) {
            return " ";
        }
        return isLiteral(tokens, i) ? token.text().toLowerCase(Locale.ROOT) : "";
    }

    /** Tells whether this is the X or B of a literal, of which the grammar knows the lower case only. */
    private static boolean isLiteral(List<Token> tokens, int i) {
        Token token = tokens.get(i);
        return (token.text().equals("X") || token.text().equals("B"))
                && i + 1 < tokens.size()
                && tokens.get(i + 1).kind() == SqlText.Kind.STRING
                && tokens.get(i + 1).start() == token.end();
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

    /** Tells whether this is the point of a size such as that of DECIMAL(19.5), of which servers take the 19. */
    private static boolean isFraction(List<Token> tokens, int i) {
        boolean sized = i >= 3
                && tokens.get(i).isSymbol(".")
                && isNumber(tokens.get(i - 1))
                && tokens.get(i - 2).isSymbol("(")
                && isOneOf(SIZED, tokens.get(i - 3));
        return sized && endsSize(tokens, i + 1);
    }

    /** Tells whether nothing but digits stands before the closing parenthesis. */
    private static boolean endsSize(List<Token> tokens, int from) {
        int i = from;
        if (i < tokens.size() && isNumber(tokens.get(i))) {
            i++;
        }
        return i < tokens.size() && tokens.get(i).isSymbol(")");
    }

    private static boolean isOneOf(Set<String> words, Token token) {
        return token.kind() == SqlText.Kind.WORD && words.contains(token.text().toUpperCase(Locale.ROOT));
    }

    private static boolean isNumber(Token token) {
        return token.kind() == SqlText.Kind.WORD && token.text().chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /**
     * Returns how dotted names are respelled for 5.7: it lets a statement call a column by its table, or by database and
     * table, where it is defined or changed, and takes any word before a point for a name.
     */
    private static Map<Integer, String> plainNames(List<Token> tokens) {
        Map<Integer, String> plain = new HashMap<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (tokens.get(i).kind() == SqlText.Kind.WORD && lastOfName(tokens, i) > i) {
                plain.put(i, TableId.quote(tokens.get(i).text()));
            }
        }
        if (!tokens.isEmpty() && (tokens.get(0).is("CREATE") || tokens.get(0).is("ALTER"))) {
            plainColumns(tokens, plain);
        }
        return plain;
    }

    private static void plainColumns(List<Token> tokens, Map<Integer, String> plain) {
        boolean second = false;
        for (int i = 2; i < tokens.size(); i++) {
            boolean column = second || isBeforeColumn(tokens.get(i - 1));
            int last = column ? lastOfName(tokens, i) : i;
            for (int j = i; j < last; j++) {
                plain.put(j, " ");
            }
            if (last > i) {
                plain.put(last, TableId.quote(tokens.get(last).text()));
            }
            // CHANGE is followed by two names.
            second = column && !second && isChange(tokens, i);
            i = last;
        }
    }

    private static boolean isBeforeColumn(Token token) {
        return token.isSymbol("(") || token.isSymbol(",") || isOneOf(BEFORE_COLUMN, token);
    }

    /** Tells whether CHANGE, with or without COLUMN, stands before the token at this place. */
    private static boolean isChange(List<Token> tokens, int i) {
        boolean plain = tokens.get(i - 1).is("CHANGE") && !tokens.get(i).is("COLUMN");
        return plain || (tokens.get(i - 1).is("COLUMN") && tokens.get(i - 2).is("CHANGE"));
    }

    /** Returns where the dotted name that begins here ends. */
    private static int lastOfName(List<Token> tokens, int first) {
        int last = first;
        while (last + 2 < tokens.size()
                && tokens.get(last).isName()
                && !isNumber(tokens.get(last))
                && tokens.get(last + 1).isSymbol(".")
                && tokens.get(last + 2).isName()) {
            last += 2;
        }
        return last;
    }
}
