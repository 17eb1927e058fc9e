// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.MySqlCharset;
import io.duplex.protocol.table.MySqlCharsets;
import java.util.List;
import java.util.StringJoiner;

/** Text of columns as the JDBC driver reads it. */
final class Labels {
    private Labels() {}

    static RawValues text(Column column) {
        MySqlCharset charset = MySqlCharsets.of(column.charset().orElse("utf8mb4"))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Column '" + column.name() + "' has an unknown character set; exclude the column"));
        return value -> charset.decode((byte[]) value);
    }

    static RawValues ofEnum(Column column) {
        List<String> labels = column.labels();
        return value -> {
            long index = (Long) value;
            return index < 1 || index > labels.size() ? "" : labels.get((int) index - 1);
        };
    }

    static RawValues ofSet(Column column) {
        List<String> labels = column.labels();
        return value -> {
            long bits = (Long) value;
            StringJoiner text = new StringJoiner(",");
            for (int i = 0; i < labels.size(); i++) {
                if ((bits >>> i & 1) == 1) {
                    text.add(labels.get(i));
                }
            }
            return text.toString();
        };
    }
}
