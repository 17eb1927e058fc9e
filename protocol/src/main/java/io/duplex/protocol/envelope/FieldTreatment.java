// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/**
 * What users' options do to the values of one field: a converter's conversion in place of the type mapping, then a
 * rewrite. Nothing of such a value goes into headers, because it may be one to hide.
 *
 * @param conversion null for the type mapping's own
 * @param rewrite null for none
 * @param failures null in keys, where a refused value always stops the task
 * @param unsaid forgets what the field does not say, and knows whether a snapshot read the row
 */
record FieldTreatment(
        TableId table,
        Column column,
        ColumnConversion.@Nullable Values conversion,
        @Nullable ColumnRewrite rewrite,
        @Nullable ConversionFailures failures,
        Deviations unsaid) {

    void encode(@Nullable Object value, RowField field, Struct struct) {
        try {
            Object said = conversion == null ? mapped(value, field) : conversion.of(value);
            Object rewritten = rewritten(said);
            ConnectSchema.validateValue(field.field().name(), field.field().schema(), rewritten);
            struct.put(field.field(), rewritten);
        } catch (RuntimeException refused) {
            if (failures == null) {
                throw inKey(refused);
            }
            failures.failed(table, column, refused);
            if (field.unsayable() != null) {
                struct.put(field.field(), rewritten(field.unsayable()));
            }
        }
    }

    /** The refusal's own message may tell the value. */
    private DataException inKey(RuntimeException refused) {
        DataException failure = new DataException("A value of key column " + table + "." + column.name()
                + " cannot be converted (" + refused.getClass().getName() + ")");
        failure.setStackTrace(refused.getStackTrace());
        return failure;
    }

    private @Nullable Object rewritten(@Nullable Object said) {
        return rewrite == null ? said : rewrite.of(column, said);
    }

    private @Nullable Object mapped(@Nullable Object value, RowField field) {
        if (value == null) {
            return null;
        }
        Object said = field.encoder().encode(value, unsaid);
        if (said == null && fails(column)) {
            throw new IllegalArgumentException("No such value of the field's type");
        }
        return said == null ? field.unsayable() : said;
    }

    /** Tells whether a value that the field's type lacks is a failure: dates outside the calendar count as NULL. */
    static boolean fails(Column column) {
        return column.type() == ColumnType.TIME;
    }
}
