// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/** A DEFAULT as written; how hex and bit literals read depends on the column's type. */
record DefaultSpec(Form form, String text) {
    enum Form {
        NULL,
        STRING,
        NUMBER,
        /** Digits of a hexadecimal literal. */
        HEX,
        /** Digits of a bit literal. */
        BITS,
        NOW,
        EXPRESSION
    }

    /** Returns the default as a column of this type holds it. */
    ColumnDefault resolve(ColumnType type) {
        return switch (form) {
            case NULL -> ColumnDefault.NULL;
            case NOW -> new ColumnDefault(ColumnDefault.Kind.CURRENT_TIMESTAMP, text);
            case EXPRESSION -> new ColumnDefault(ColumnDefault.Kind.EXPRESSION, text);
            case STRING ->
                type == ColumnType.BIT
                        ? fromBytes(new BigInteger(1, text.getBytes(StandardCharsets.UTF_8)), type)
                        : ColumnDefault.literal(text);
            case NUMBER ->
                ColumnDefault.literal(type == ColumnType.BIT ? bits(new BigDecimal(text).toBigInteger()) : text);
            case HEX -> fromBytes(new BigInteger(text.isEmpty() ? "0" : text, 16), type);
            case BITS -> fromBytes(new BigInteger(text.isEmpty() ? "0" : text, 2), type);
        };
    }

    private static ColumnDefault fromBytes(BigInteger value, ColumnType type) {
        if (type == ColumnType.BIT) {
            return ColumnDefault.literal(bits(value));
        }
        return switch (type.family()) {
            case INTEGER, NUMBER -> ColumnDefault.literal(value.toString());
            default -> ColumnDefault.literal(text(value));
        };
    }

    private static String bits(BigInteger value) {
        return "b'" + value.toString(2) + "'";
    }

    private static String text(BigInteger value) {
        byte[] bytes = value.toByteArray();
        int sign = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return new String(bytes, sign, bytes.length - sign, StandardCharsets.UTF_8);
    }
}
