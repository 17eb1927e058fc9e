// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;

/** How text, ENUM and SET columns travel. */
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
        String[] labels = column.labels().toArray(String[]::new);
        return ColumnWire.total(labelled(SemanticTypes.ENUM, column.labels()), (value, deviations) -> {
            long index = (Long) value;
            if (index < 1 || index > labels.length) {
                deviations.add(value);
                return "";
            }
            return labels[(int) index - 1];
        });
    }

    static ColumnWire set(Column column) {
        String[] labels = column.labels().toArray(String[]::new);
        long known = labels.length >= Long.SIZE ? -1L : (1L << labels.length) - 1;
        boolean commaInLabel = column.labels().stream().anyMatch(label -> label.indexOf(',') >= 0);
        return ColumnWire.total(labelled(SemanticTypes.ENUM_SET, column.labels()), (value, deviations) -> {
            long bits = (Long) value;
            if ((bits & ~known) != 0 || commaInLabel) {
                deviations.add(value);
            }
            return members(bits & known, labels);
        });
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
        String allowed = labels.stream()
                .map(label -> label.replace("\\", "\\\\").replace(",", "\\,"))
                .collect(Collectors.joining(","));
        return ColumnWires.semantic(Schema.Type.STRING, name).parameter(SemanticTypes.ALLOWED, allowed);
    }
}
