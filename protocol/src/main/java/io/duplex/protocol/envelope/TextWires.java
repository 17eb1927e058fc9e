// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/**
 * How text, ENUM and SET columns travel.
 *
 * <p>Debezium escapes commas and backslashes of labels not only in the list of allowed ones but also in streamed values,
 * but not in those of a snapshot; so do we, and readers find the label by that list.
 */
final class TextWires {
    private static final String DEFAULT_CHARSET = "utf8mb4";

    private TextWires() {}

    static ColumnWire text(Column column) {
        String name = column.charset().orElse(DEFAULT_CHARSET);
        MySqlCharset charset = MySqlCharsets.of(name)
                .orElseThrow(() -> new IllegalArgumentException("Column '" + column.name()
                        + "' has the unknown character set '" + name + "'; exclude the column or convert it"));
        return ColumnWire.total(SchemaBuilder.string(), (value, deviations) -> {
            byte[] bytes = (byte[]) value;
            String text = charset.decode(bytes);
            if (!charset.exact(bytes, text)) {
                deviations.add(bytes);
            }
            return text;
        });
    }

    static ColumnWire enumeration(Column column) {
        String[] streamed = escaped(column.labels());
        String[] read = column.labels().toArray(String[]::new);
        boolean doubtful = doubtful(column);
        return ColumnWire.total(labelled(SemanticTypes.ENUM, column.labels()), (value, deviations) -> {
            long index = (Long) value;
            String[] labels = deviations.reading() ? read : streamed;
            if (index < 1 || index > labels.length) {
                deviations.add(value);
                return "";
            }
            if (doubtful) {
                deviations.add(value);
            }
            return labels[(int) index - 1];
        });
    }

    static ColumnWire set(Column column) {
        String[] streamed = escaped(column.labels());
        String[] read = column.labels().toArray(String[]::new);
        long known = streamed.length >= Long.SIZE ? -1L : (1L << streamed.length) - 1;
        boolean doubtful = doubtful(column) || column.labels().stream().anyMatch(label -> label.indexOf(',') >= 0);
        return ColumnWire.total(labelled(SemanticTypes.ENUM_SET, column.labels()), (value, deviations) -> {
            long bits = (Long) value;
            if ((bits & ~known) != 0 || doubtful) {
                deviations.add(value);
            }
            return members(bits & known, deviations.reading() ? read : streamed);
        });
    }

    /** A server prints a question mark for a character that its own definitions cannot hold. */
    private static boolean doubtful(Column column) {
        return column.labels().stream().anyMatch(label -> label.indexOf('?') >= 0);
    }

    private static String members(long bits, String[] labels) {
        if (Long.bitCount(bits) == 1) {
            return labels[Long.numberOfTrailingZeros(bits)];
        }
        StringBuilder text = new StringBuilder();
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            text.append(text.isEmpty() ? "" : ",").append(labels[Long.numberOfTrailingZeros(rest)]);
        }
        return text.toString();
    }

    private static SchemaBuilder labelled(String name, List<String> labels) {
        return ColumnWires.semantic(Schema.Type.STRING, name)
                .parameter(SemanticTypes.ALLOWED, String.join(",", escaped(labels)));
    }

    private static String[] escaped(List<String> labels) {
        return labels.stream()
                .map(label -> label.replace("\\", "\\\\").replace(",", "\\,"))
                .toArray(String[]::new);
    }

    /** Returns the decoder of an ENUM's or SET's field: it takes escapes out of labels where the list has any. */
    static ValueDecoders.ValueDecoder decoder(Schema schema) {
        Map<String, String> parameters = schema.parameters();
        String allowed = parameters == null ? null : parameters.get(SemanticTypes.ALLOWED);
        if (allowed == null || allowed.indexOf('\\') < 0) {
            return value -> value;
        }
        boolean set = SemanticTypes.ENUM_SET.equals(schema.name());
        Set<String> known = new HashSet<>(split(allowed));
        return value -> {
            List<String> members = set ? split((String) value) : List.of((String) value);
            return known.containsAll(members)
                    ? members.stream().map(TextWires::unescaped).collect(Collectors.joining(","))
                    : value;
        };
    }

    /** Splits at the commas that no backslash escapes; parts stay escaped. */
    private static List<String> split(String list) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < list.length(); i++) {
            if (list.charAt(i) == '\\') {
                i++;
            } else if (list.charAt(i) == ',') {
                parts.add(list.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(list.substring(start));
        return parts;
    }

    private static String unescaped(String label) {
        return label.replaceAll("(?s)\\\\(.)", "$1");
    }
}
