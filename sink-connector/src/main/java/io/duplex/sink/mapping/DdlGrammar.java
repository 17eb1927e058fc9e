// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.debezium.antlr.mysql.SqlMode;
import io.debezium.ddl.parser.mysql.generated.MySqlLexer;
import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleStatementContext;
import io.duplex.protocol.header.DdlContext;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.jspecify.annotations.Nullable;

/** MySQL's grammar for the statements of one session. */
final class DdlGrammar {
    private static final int NEWEST = 80200;
    private static final int OLDEST = 50700;

    private final Set<SqlMode> modes;

    /** For statements that ran in this session. */
    DdlGrammar(DdlContext context) {
        this.modes = modes(context.session().getOrDefault("sql_mode", "0"));
    }

    private static Set<SqlMode> modes(String value) {
        long bits = value.chars().allMatch(Character::isDigit) && !value.isEmpty() ? Long.parseUnsignedLong(value) : 0;
        EnumSet<SqlMode> modes = EnumSet.noneOf(SqlMode.class);
        add(modes, SqlMode.PipesAsConcat, bits & 1L << 1);
        add(modes, SqlMode.AnsiQuotes, bits & 1L << 2);
        add(modes, SqlMode.IgnoreSpace, bits & 1L << 3);
        add(modes, SqlMode.NoBackslashEscapes, bits & 1L << 20);
        add(modes, SqlMode.HighNotPrecedence, bits & 1L << 29);
        return modes;
    }

    private static void add(Set<SqlMode> modes, SqlMode mode, long bit) {
        if (bit != 0) {
            modes.add(mode);
        }
    }

    /** Tells whether double quotes enclose names. */
    boolean quotesNames() {
        return modes.contains(SqlMode.AnsiQuotes);
    }

    /** Returns the statement's tokens without comments and blanks; what is no token is left out. */
    List<Token> words(String statement) {
        MySqlLexer lexer = lexer(statement, NEWEST, new Errors());
        List<Token> words = new ArrayList<>();
        for (Token token : lexer.getAllTokens()) {
            if (token.getChannel() == Token.DEFAULT_CHANNEL) {
                words.add(token);
            }
        }
        return words;
    }

    /** Returns the tree of a single statement, empty when the grammar does not know it. */
    Optional<SimpleStatementContext> parse(String statement) {
        return attempt(statement, NEWEST, PredictionMode.SLL)
                .or(() -> attempt(statement, NEWEST, PredictionMode.LL))
                .or(() -> attempt(statement, OLDEST, PredictionMode.LL));
    }

    private Optional<SimpleStatementContext> attempt(String statement, int version, PredictionMode mode) {
        Errors errors = new Errors();
        MySqlParser parser = new MySqlParser(new CommonTokenStream(lexer(statement, version, errors)));
        parser.serverVersion = version;
        parser.sqlModes = modes;
        parser.removeErrorListeners();
        parser.addErrorListener(errors);
        parser.getInterpreter().setPredictionMode(mode);
        MySqlParser.QueriesContext queries = parser.queries();
        return errors.count == 0 && queries.query().size() == 1
                ? Optional.ofNullable(queries.query(0).simpleStatement())
                : Optional.empty();
    }

    private MySqlLexer lexer(String statement, int version, Errors errors) {
        MySqlLexer lexer = new MySqlLexer(CharStreams.fromString(statement));
        lexer.serverVersion = version;
        lexer.sqlModes = modes;
        lexer.removeErrorListeners();
        lexer.addErrorListener(errors);
        return lexer;
    }

    private static final class Errors extends BaseErrorListener {
        private int count;

        @Override
        public void syntaxError(
                Recognizer<?, ?> recognizer,
                @Nullable Object symbol,
                int line,
                int column,
                String message,
                @Nullable RecognitionException cause) {
            count++;
        }
    }
}
