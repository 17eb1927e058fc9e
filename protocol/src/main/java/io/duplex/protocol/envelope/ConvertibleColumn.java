// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column as Debezium describes it to converters.
 *
 * @param preset the default that the type mapping gives the field; empty for none and for NULL
 */
public record ConvertibleColumn(TableId table, Column column, Optional<Object> preset) {
    /** Returns the constant of {@code java.sql.Types}. */
    public int jdbcType() {
        return DebeziumColumn.jdbcType(column);
    }

    /** Returns the type as declared, upper case, without length. */
    public String typeName() {
        return DebeziumColumn.typeName(column);
    }

    public OptionalInt length() {
        return DebeziumColumn.length(column);
    }

    public OptionalInt scale() {
        return DebeziumColumn.scaleOrNone(column);
    }
}
