// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.CharsetNameContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CharsetWithOptBinaryContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DataTypeContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldLengthContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FieldOptionsContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.FloatOptionsContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.NcharContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.PrecisionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TypeDatetimePrecisionContext;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TypeNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads a column's data type: synonyms, length, sign, labels and character set. */
final class TypeReader {
    private static final String BINARY = "binary";

    private final TreeText text;

    TypeReader(TreeText text) {
        this.text = text;
    }

    ColumnSpec.TypeSpec type(DataTypeContext tree) {
        String phrase = phrase(tree);
        List<Integer> numbers = numbers(tree);
        ColumnType type = resolve(phrase, numbers);
        if (type == ColumnType.DECIMAL && !numbers.isEmpty() && numbers.get(0) == 0) {
            numbers = List.of();
        }
        StringBuilder declared = new StringBuilder(phrase);
        boolean unsigned = phrase.equals("SERIAL");
        for (int i = 0; i < tree.getChildCount(); i++) {
            if (tree.getChild(i) instanceof FieldOptionsContext options) {
                unsigned |= !options.UNSIGNED_SYMBOL().isEmpty()
                        || !options.ZEROFILL_SYMBOL().isEmpty();
                for (int j = 0; j < options.getChildCount(); j++) {
                    declared.append(' ').append(upper(options.getChild(j).getText()));
                }
            }
        }
        OptionalInt length = phrase.startsWith("BOOL") ? OptionalInt.of(1) : at(numbers, 0);
        return new ColumnSpec.TypeSpec(type, declared.toString(), unsigned, length, at(numbers, 1), labels(tree));
    }

    ColumnSpec.CharsetSpec charset(DataTypeContext tree) {
        String phrase = phrase(tree);
        if (phrase.startsWith("N") && !phrase.startsWith("NUMERIC")) {
            return new ColumnSpec.CharsetSpec(Optional.of("utf8"), Optional.empty(), tree.BINARY_SYMBOL() != null);
        }
        CharsetWithOptBinaryContext written = tree.charsetWithOptBinary();
        if (written == null) {
            boolean binary = tree.BINARY_SYMBOL() != null && !phrase.equals("BINARY");
            return new ColumnSpec.CharsetSpec(Optional.empty(), Optional.empty(), binary);
        }
        String all = upper(written.getText());
        boolean binary = written.BINARY_SYMBOL() != null || (written.charsetName() == null && all.contains("BINARY"));
        return new ColumnSpec.CharsetSpec(charsetOf(written), Optional.empty(), binary);
    }

    private Optional<String> charsetOf(CharsetWithOptBinaryContext written) {
        if (written.charsetName() != null) {
            return Optional.of(charsetName(written.charsetName()));
        }
        if (written.BYTE_SYMBOL() != null) {
            return Optional.of(BINARY);
        }
        if (written.ascii() != null) {
            return Optional.of("latin1");
        }
        return written.unicode() != null ? Optional.of("ucs2") : Optional.empty();
    }

    String charsetName(CharsetNameContext tree) {
        return tree.textOrIdentifier() == null ? BINARY : text.textOrName(tree.textOrIdentifier());
    }

    private ColumnType resolve(String phrase, List<Integer> numbers) {
        if (phrase.equals("REAL") && text.context().realAsFloat()) {
            return ColumnType.FLOAT;
        }
        if (phrase.equals("FLOAT") && numbers.size() == 1 && numbers.get(0) > TypeNames.WIDEST_FLOAT) {
            return ColumnType.DOUBLE;
        }
        return TypeNames.of(phrase).orElseThrow(() -> new IllegalArgumentException("No type " + phrase));
    }

    /** The type's words up to its length, upper case. */
    private static String phrase(DataTypeContext tree) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < tree.getChildCount(); i++) {
            ParseTree child = tree.getChild(i);
            if (child instanceof TerminalNode) {
                words.add(upper(child.getText()));
            } else if (child instanceof NcharContext) {
                for (int j = 0; j < child.getChildCount(); j++) {
                    words.add(upper(child.getChild(j).getText()));
                }
            } else {
                break;
            }
        }
        if (words.size() > 1 && words.get(words.size() - 1).equals("BINARY")) {
            words.remove(words.size() - 1);
        }
        return String.join(" ", words);
    }

    private static List<Integer> numbers(DataTypeContext tree) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < tree.getChildCount(); i++) {
            ParseTree child = tree.getChild(i);
            if (child instanceof FieldLengthContext
                    || child instanceof FloatOptionsContext
                    || child instanceof PrecisionContext
                    || child instanceof TypeDatetimePrecisionContext) {
                String inside = child.getText().replaceAll("[()\\s]", "");
                for (String number : inside.split(",", -1)) {
                    numbers.add((int) Math.min(Long.parseLong(number), Integer.MAX_VALUE));
                }
            }
        }
        return numbers;
    }

    private List<String> labels(DataTypeContext tree) {
        if (tree.stringList() == null) {
            return List.of();
        }
        List<String> labels = new ArrayList<>();
        tree.stringList().textString().forEach(label -> labels.add(withoutTrailingSpaces(label(label.getText()))));
        return labels;
    }

    private String label(String literal) {
        String folded = literal.toLowerCase(Locale.ROOT);
        boolean hexadecimal = folded.startsWith("0x") || folded.startsWith("x'");
        if (hexadecimal || folded.startsWith("0b") || folded.startsWith("b'")) {
            DefaultSpec.Form form = hexadecimal ? DefaultSpec.Form.HEX : DefaultSpec.Form.BITS;
            return new DefaultSpec(form, TreeText.digits(literal))
                    .resolve(ColumnType.CHAR)
                    .text();
        }
        return text.unquoted(literal);
    }

    private static String withoutTrailingSpaces(String label) {
        int end = label.length();
        while (end > 0 && label.charAt(end - 1) == ' ') {
            end--;
        }
        return label.substring(0, end);
    }

    private static OptionalInt at(List<Integer> numbers, int i) {
        return i < numbers.size() ? OptionalInt.of(numbers.get(i)) : OptionalInt.empty();
    }

    private static String upper(String word) {
        return word.toUpperCase(Locale.ROOT);
    }
}
