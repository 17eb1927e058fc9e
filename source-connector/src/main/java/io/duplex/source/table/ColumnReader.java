// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.CollateContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ColumnAttributeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.ExprWithParenthesesContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldDefinitionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.LiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NowOrSignedLiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SignedLiteralContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SignedLiteralOrNullContext;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one column definition with all its attributes. */
final class ColumnReader {
    private final TreeText text;
    private final TypeReader types;

    ColumnReader(TreeText text, TypeReader types) {
        this.text = text;
        this.types = types;
    }

    ColumnSpec column(String name, FieldDefinitionContext tree) {
        Attributes found = new Attributes();
        ColumnSpec.CharsetSpec charset = types.charset(tree.dataType());
        found.collation = collation(tree.collate());
        if (tree.AS_SYMBOL() != null) {
            found.flags.add(ColumnSpec.Flag.GENERATED);
        }
        if (tree.dataType().SERIAL_SYMBOL() != null) {
            serial(found);
        }
        for (ColumnAttributeContext attribute : tree.columnAttribute()) {
            if (!shape(attribute, found)) {
                describe(attribute, found);
            }
        }
        return new ColumnSpec(
                name,
                types.type(tree.dataType()),
                new ColumnSpec.CharsetSpec(charset.charset(), found.collation, charset.binary()),
                found.nullable,
                found.defaultValue,
                new ColumnSpec.Details(Set.copyOf(found.flags), found.comment));
    }

    /** What the attributes of one column say. */
    private static final class Attributes {
        private final Set<ColumnSpec.Flag> flags = EnumSet.noneOf(ColumnSpec.Flag.class);
        private Optional<Boolean> nullable = Optional.empty();
        private Optional<DefaultSpec> defaultValue = Optional.empty();
        private Optional<String> collation = Optional.empty();
        private Optional<String> comment = Optional.empty();
    }

    /** Nullability, default and numbering. */
    private boolean shape(ColumnAttributeContext tree, Attributes found) {
        if (tree.SERIAL_SYMBOL() != null) {
            serial(found);
        } else if (tree.nullLiteral() != null) {
            found.nullable = Optional.of(tree.getChildCount() == 1);
        } else if (tree.DEFAULT_SYMBOL() != null) {
            found.defaultValue = Optional.of(
                    tree.exprWithParentheses() == null
                            ? literalOrNow(tree.nowOrSignedLiteral())
                            : expression(tree.exprWithParentheses()));
        } else if (tree.UPDATE_SYMBOL() != null) {
            found.flags.add(ColumnSpec.Flag.ON_UPDATE);
        } else if (tree.AUTO_INCREMENT_SYMBOL() != null) {
            // Undoes a NULL before it; a NULL behind it holds.
            found.nullable = Optional.of(false);
            found.flags.add(ColumnSpec.Flag.AUTO_INCREMENT);
        } else {
            return false;
        }
        return true;
    }

    /** Keys, collation, visibility and comment; the rest does not concern the model. */
    private void describe(ColumnAttributeContext tree, Attributes found) {
        if (tree.UNIQUE_SYMBOL() != null) {
            found.flags.add(ColumnSpec.Flag.UNIQUE);
        } else if (tree.KEY_SYMBOL() != null) {
            found.flags.add(ColumnSpec.Flag.PRIMARY);
        } else if (tree.collate() != null) {
            found.collation = collation(tree.collate());
        } else if (tree.visibility() != null && tree.visibility().INVISIBLE_SYMBOL() != null) {
            found.flags.add(ColumnSpec.Flag.INVISIBLE);
        } else if (tree.COMMENT_SYMBOL() != null) {
            found.comment = Optional.of(text.text(tree.textLiteral())).filter(comment -> !comment.isEmpty());
        }
    }

    private static void serial(Attributes found) {
        found.nullable = Optional.of(false);
        found.flags.add(ColumnSpec.Flag.AUTO_INCREMENT);
        found.flags.add(ColumnSpec.Flag.UNIQUE);
    }

    Optional<String> collation(@Nullable CollateContext tree) {
        if (tree == null) {
            return Optional.empty();
        }
        return Optional.of(
                tree.collationName().textOrIdentifier() == null
                        ? "binary"
                        : text.textOrName(tree.collationName().textOrIdentifier()));
    }

    DefaultSpec expression(ExprWithParenthesesContext tree) {
        String source = TreeText.source(tree);
        return new DefaultSpec(
                DefaultSpec.Form.EXPRESSION,
                source.substring(1, source.length() - 1).trim());
    }

    private DefaultSpec literalOrNow(NowOrSignedLiteralContext tree) {
        if (tree.now() == null) {
            return literal(tree.signedLiteralOrNull());
        }
        String digits = tree.now().getText().replaceAll("\\D", "");
        boolean precise = !digits.isEmpty() && !digits.equals("0");
        return new DefaultSpec(
                DefaultSpec.Form.NOW, precise ? "CURRENT_TIMESTAMP(" + digits + ")" : "CURRENT_TIMESTAMP");
    }

    DefaultSpec literal(SignedLiteralOrNullContext tree) {
        SignedLiteralContext signed = tree.signedLiteral();
        if (signed == null) {
            return new DefaultSpec(DefaultSpec.Form.NULL, "");
        }
        if (signed.literal() != null) {
            return literal(signed.literal());
        }
        String number = signed.getText();
        return new DefaultSpec(DefaultSpec.Form.NUMBER, number.startsWith("+") ? number.substring(1) : number);
    }

    private DefaultSpec literal(LiteralContext tree) {
        if (tree.textLiteral() != null) {
            return new DefaultSpec(DefaultSpec.Form.STRING, text.text(tree.textLiteral()));
        }
        if (tree.nullLiteral() != null) {
            return new DefaultSpec(DefaultSpec.Form.NULL, "");
        }
        if (tree.boolLiteral() != null) {
            return new DefaultSpec(
                    DefaultSpec.Form.NUMBER,
                    tree.getText().toLowerCase(Locale.ROOT).equals("true") ? "1" : "0");
        }
        if (tree.temporalLiteral() != null) {
            String source = tree.getText();
            return new DefaultSpec(DefaultSpec.Form.STRING, text.unquoted(source.substring(quoteAt(source))));
        }
        if (tree.HEX_NUMBER() != null) {
            return new DefaultSpec(
                    DefaultSpec.Form.HEX, TreeText.digits(tree.HEX_NUMBER().getText()));
        }
        if (tree.BIN_NUMBER() != null) {
            return new DefaultSpec(
                    DefaultSpec.Form.BITS, TreeText.digits(tree.BIN_NUMBER().getText()));
        }
        return new DefaultSpec(DefaultSpec.Form.NUMBER, tree.getText());
    }

    private static int quoteAt(String source) {
        int at = source.indexOf('\'');
        return at < 0 ? source.indexOf('"') : at;
    }
}
