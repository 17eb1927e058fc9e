// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.DotIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.IdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.QualifiedIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableRefContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TextLiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TextOrIdentifierContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TextStringLiteralContext;
import io.duplex.protocol.table.TableId;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.jspecify.annotations.Nullable;

/** Reads names and literals out of a parse tree as the session's quoting rules mean them. */
final class TreeText {
    private final StatementContext context;

    TreeText(StatementContext context) {
        this.context = context;
    }

    StatementContext context() {
        return context;
    }

    TableId table(TableRefContext tree) {
        return table(tree.qualifiedIdentifier(), tree.dotIdentifier());
    }

    TableId table(TableNameContext tree) {
        return table(tree.qualifiedIdentifier(), tree.dotIdentifier());
    }

    private TableId table(@Nullable QualifiedIdentifierContext qualified, @Nullable DotIdentifierContext dotted) {
        String database = context.defaultDatabase().orElse("");
        if (qualified == null) {
            return new TableId(database, dotted == null ? "" : name(dotted.identifier()));
        }
        String first = name(qualified.identifier());
        return qualified.dotIdentifier() == null
                ? new TableId(database, first)
                : new TableId(first, name(qualified.dotIdentifier().identifier()));
    }

    String name(IdentifierContext tree) {
        return unquotedName(tree.getText());
    }

    /** A column's name where the grammar also allows a qualified one. */
    String unquotedColumn(ParserRuleContext tree) {
        return unquotedName(tree.getText());
    }

    /** The last part of a possibly qualified name. */
    String lastName(QualifiedIdentifierContext tree) {
        return tree.dotIdentifier() == null
                ? name(tree.identifier())
                : name(tree.dotIdentifier().identifier());
    }

    String textOrName(TextOrIdentifierContext tree) {
        return tree.identifier() == null ? unquoted(tree.getText()) : name(tree.identifier());
    }

    /** Adjacent strings make one; a character set introducer is left out. */
    String text(TextLiteralContext tree) {
        StringBuilder all = new StringBuilder();
        if (tree.NCHAR_TEXT() != null) {
            all.append(unquoted(tree.NCHAR_TEXT().getText().substring(1)));
        }
        for (TextStringLiteralContext part : tree.textStringLiteral()) {
            all.append(unquoted(part.getText()));
        }
        return all.toString();
    }

    /** Decodes a quoted string; unquoted text comes back as it is. */
    String unquoted(String literal) {
        char quote = literal.isEmpty() ? 0 : literal.charAt(0);
        if (literal.length() < 2 || (quote != '\'' && quote != '"')) {
            return literal;
        }
        StringBuilder text = new StringBuilder(literal.length());
        for (int i = 1; i < literal.length() - 1; i++) {
            char c = literal.charAt(i);
            if (c == '\\' && !context.noBackslashEscapes()) {
                i++;
                text.append(unescaped(literal.charAt(i)));
            } else {
                text.append(c);
                if (c == quote) {
                    i++;
                }
            }
        }
        return text.toString();
    }

    /** The digits of {@code x'41'}, {@code 0x41}, {@code b'1'} or {@code 0b1}. */
    static String digits(String literal) {
        return literal.endsWith("'") ? literal.substring(2, literal.length() - 1) : literal.substring(2);
    }

    /** The source text under a tree, spaces included. */
    static String source(ParserRuleContext tree) {
        return tree.getStart()
                .getInputStream()
                .getText(Interval.of(
                        tree.getStart().getStartIndex(), tree.getStop().getStopIndex()));
    }

    private static String unquotedName(String text) {
        char quote = text.isEmpty() ? 0 : text.charAt(0);
        if (text.length() < 2 || (quote != '`' && quote != '"')) {
            return text;
        }
        String one = String.valueOf(quote);
        return text.substring(1, text.length() - 1).replace(one + one, one);
    }

    private static String unescaped(char c) {
        return switch (c) {
            case '0' -> "\0";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b' -> "\b";
            case 'Z' -> "\u001a";
            case '%' -> "\\%";
            case '_' -> "\\_";
            default -> String.valueOf(c);
        };
    }
}
