// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.debezium.antlr.mysql.SqlMode;
import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleStatementContext;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;

/** MySQL's grammar: turns a statement without comments into a parse tree. */
final class Grammar {
    private static final int NEWEST = 80200;
    private static final int OLDEST = 50700;

    /** Reserved since 8.0, plain names before. */
    private static final Set<String> NAMES_BEFORE_8_0 = Set.of(
            "CUBE",
            "CUME_DIST",
            "DENSE_RANK",
            "EMPTY",
            "EXCEPT",
            "FIRST_VALUE",
            "FUNCTION",
            "GROUPING",
            "GROUPS",
            "INTERSECT",
            "JSON_TABLE",
            "LAG",
            "LAST_VALUE",
            "LATERAL",
            "LEAD",
            "NTH_VALUE",
            "NTILE",
            "OF",
            "OVER",
            "PERCENT_RANK",
            "RANK",
            "RECURSIVE",
            "ROW",
            "ROWS",
            "ROW_NUMBER",
            "SYSTEM",
            "WINDOW");

    private static final Set<Integer> LATE_KEYWORDS = lateKeywords();

    private Grammar() {}

    /** Returns the tree of a statement that some supported server version accepts. */
    static SimpleStatementContext parse(String code, StatementContext context, String original) {
        ErrorNote note = new ErrorNote();
        return attempt(code, context, new Attempt(NEWEST, PredictionMode.SLL, false), note)
                .or(() -> attempt(code, context, new Attempt(NEWEST, PredictionMode.LL, false), note))
                .or(() -> attempt(code, context, new Attempt(OLDEST, PredictionMode.LL, true), note))
                .or(() -> attempt(code, context, new Attempt(NEWEST, PredictionMode.LL, true), note))
                .orElseThrow(() -> new DdlException(
                        "Cannot parse the DDL statement (" + note.first() + "), so the table model cannot follow it."
                                + " Remedy: take a new snapshot of the schema from a position after this statement,"
                                + " or exclude the table.",
                        original));
    }

    private record Attempt(int version, PredictionMode mode, boolean lateKeywordsAreNames) {}

    private static Optional<SimpleStatementContext> attempt(
            String code, StatementContext context, Attempt attempt, ErrorNote note) {
        Set<SqlMode> modes = modes(context);
        MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(code)) {
            @Override
            public Token emit() {
                Token token = super.emit();
                if (attempt.lateKeywordsAreNames
                        && LATE_KEYWORDS.contains(token.getType())
                        && token instanceof CommonToken changeable) {
                    changeable.setType(MySqlLexer.IDENTIFIER);
                }
                return token;
            }
        };
        int before = note.count;
        lexer.serverVersion = attempt.version;
        lexer.sqlModes = modes;
        lexer.removeErrorListeners();
        lexer.addErrorListener(note);
        MySqlParser parser = new MySqlParser(new CommonTokenStream(lexer));
        parser.serverVersion = attempt.version;
        parser.sqlModes = modes;
        parser.removeErrorListeners();
        parser.addErrorListener(note);
        parser.getInterpreter().setPredictionMode(attempt.mode);
        MySqlParser.QueriesContext queries = parser.queries();
        boolean clean = note.count == before && queries.query().size() == 1;
        return clean ? Optional.ofNullable(queries.query(0).simpleStatement()) : Optional.empty();
    }

    private static Set<SqlMode> modes(StatementContext context) {
        EnumSet<SqlMode> modes = EnumSet.noneOf(SqlMode.class);
        if (context.ansiQuotes()) {
            modes.add(SqlMode.AnsiQuotes);
        }
        if (context.noBackslashEscapes()) {
            modes.add(SqlMode.NoBackslashEscapes);
        }
        if (context.pipesAsConcat()) {
            modes.add(SqlMode.PipesAsConcat);
        }
        if (context.ignoreSpace()) {
            modes.add(SqlMode.IgnoreSpace);
        }
        if (context.highNotPrecedence()) {
            modes.add(SqlMode.HighNotPrecedence);
        }
        return modes;
    }

    private static Set<Integer> lateKeywords() {
        Set<Integer> types = new HashSet<>();
        for (int type = 1; type <= MySqlLexer.VOCABULARY.getMaxTokenType(); type++) {
            String name = MySqlLexer.VOCABULARY.getSymbolicName(type);
            if (name != null
                    && name.endsWith("_SYMBOL")
                    && NAMES_BEFORE_8_0.contains(name.substring(0, name.length() - "_SYMBOL".length()))) {
                types.add(type);
            }
        }
        return Set.copyOf(types);
    }

    /** Counts syntax errors and keeps the first one's text. */
    private static final class ErrorNote extends BaseErrorListener {
        private int count;
        private @Nullable String text;

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            count++;
            if (text == null) {
                text = "at line " + line + ", column " + column + ": " + shortened(message);
            }
        }

        String first() {
            return text == null ? "more than one statement" : text;
        }

        private static String shortened(String message) {
            return message.length() > 200 ? message.substring(0, 200) + "..." : message;
        }
    }
}
