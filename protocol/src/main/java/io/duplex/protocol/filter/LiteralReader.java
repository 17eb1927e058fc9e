// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.misc.Interval;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads literals. */
final class LiteralReader {
    private static final Map<String, String> TEMPORAL =
            Map.of("DATE", Term.DATE, "TIME", Term.TIME, "TIMESTAMP", Term.TIMESTAMP);
    private static final Pattern QUOTED = Pattern.compile("\\s*('[^']*'|\"[^\"]*\")");

    private LiteralReader() {}

    static Term read(MySqlParser.LiteralContext literal) {
        String source = ExpressionReader.source(literal);
        if (literal.UNDERSCORE_CHARSET() != null) {
            return introduced(source, literal.UNDERSCORE_CHARSET(), digits(literal));
        }
        if (literal.textLiteral() != null) {
            return text(literal.textLiteral(), source);
        }
        if (literal.numLiteral() != null) {
            return number(literal.numLiteral(), source);
        }
        if (literal.temporalLiteral() != null) {
            return temporal(literal.temporalLiteral(), source);
        }
        if (literal.nullLiteral() != null) {
            return term(Term.NULL, "", source);
        }
        if (literal.boolLiteral() != null) {
            return term(Term.INTEGER, literal.boolLiteral().TRUE_SYMBOL() != null ? "1" : "0", source);
        }
        return term(Term.HEX, digits(literal), source);
    }

    private static Term term(String op, String detail, String source) {
        return new Term(op, detail, List.of(), source);
    }

    private static Term introduced(String source, TerminalNode charset, String hex) {
        if (!charset.getText().equalsIgnoreCase("_binary")) {
            throw new FilterRefusedException(source, "the only introducers are _binary and _utf8mb4.");
        }
        return term(Term.HEX, hex, source);
    }

    /** Returns the bytes of a hex or bit literal as pairs of hex digits. */
    private static String digits(MySqlParser.LiteralContext literal) {
        if (literal.HEX_NUMBER() != null) {
            String hex = literal.HEX_NUMBER().getText();
            String digits = hex.startsWith("0x") ? hex.substring(2) : hex.substring(2, hex.length() - 1);
            return digits.length() % 2 == 0 ? digits : "0" + digits;
        }
        String bits = literal.BIN_NUMBER().getText();
        String digits = bits.startsWith("0b") ? bits.substring(2) : bits.substring(2, bits.length() - 1);
        if (digits.isEmpty()) {
            return "";
        }
        int bytes = (digits.length() + 7) / 8;
        return String.format(Locale.ROOT, "%0" + bytes * 2 + "x", new BigInteger(digits, 2));
    }

    private static Term text(MySqlParser.TextLiteralContext literal, String source) {
        if (literal.NCHAR_TEXT() != null) {
            throw new FilterRefusedException(source, "write the text without N.");
        }
        StringBuilder text = new StringBuilder();
        literal.textStringLiteral().forEach(part -> text.append(unquoted(part.getText())));
        if (literal.UNDERSCORE_CHARSET() == null) {
            return term(Term.TEXT, text.toString(), source);
        }
        return switch (literal.UNDERSCORE_CHARSET().getText().toLowerCase(Locale.ROOT)) {
            case "_binary" -> term(Term.BINARY_TEXT, text.toString(), source);
            case "_utf8mb4" -> term(Term.TEXT, text.toString(), source);
            default -> throw new FilterRefusedException(source, "the only introducers are _binary and _utf8mb4.");
        };
    }

    private static Term number(MySqlParser.NumLiteralContext number, String source) {
        if (number.FLOAT_NUMBER() != null) {
            return term(Term.REAL, source, source);
        }
        return term(number.DECIMAL_NUMBER() != null ? Term.DECIMAL : Term.INTEGER, source, source);
    }

    private static Term temporal(MySqlParser.TemporalLiteralContext literal, String source) {
        String op =
                literal.DATE_SYMBOL() != null ? Term.DATE : literal.TIME_SYMBOL() != null ? Term.TIME : Term.TIMESTAMP;
        return term(op, unquoted(literal.SINGLE_QUOTED_TEXT().getText()), source);
    }

    /**
     * Returns the literal that the grammar takes for a column with an alias: {@code DATE'2020-02-29'} among the
     * arguments of a function.
     */
    static Optional<Term> aliased(MySqlParser.ColumnRefContext reference) {
        CharStream input = reference.getStart().getInputStream();
        int last = reference.getStop().getStopIndex();
        String rest = last + 1 < input.size() ? input.getText(Interval.of(last + 1, input.size() - 1)) : "";
        Matcher quoted = QUOTED.matcher(rest);
        String keyword = ExpressionReader.source(reference).toUpperCase(Locale.ROOT);
        return quoted.lookingAt()
                ? Optional.ofNullable(TEMPORAL.get(keyword))
                        .map(op -> term(op, unquoted(quoted.group(1)), keyword + quoted.group()))
                : Optional.empty();
    }

    /** Returns what a quoted text means; {@code \%} and {@code \_} keep their backslash, as in the server. */
    static String unquoted(String quoted) {
        char quote = quoted.charAt(0);
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() - 1; i++) {
            char c = quoted.charAt(i);
            if (c == quote) {
                i++;
                text.append(quote);
            } else if (c == '\\') {
                i++;
                text.append(escaped(quoted.charAt(i)));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String escaped(char c) {
        return switch (c) {
            case '0' -> "\0";
            case 'b' -> "\b";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'Z' -> "\u001a";
            case '%', '_' -> "\\" + c;
            default -> String.valueOf(c);
        };
    }
}
