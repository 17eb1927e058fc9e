// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import io.duplex.sink.server.SqlLiteral;
import java.math.BigDecimal;
import java.util.Optional;

/** The text of statements with their values in it, for a session in utf8mb4 without NO_BACKSLASH_ESCAPES. */
final class SqlText implements ValueOutput {
    private static final int KEPT = 1 << 21;
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    private StringBuilder text = new StringBuilder();

    /** Adds a piece of SQL. */
    SqlText sql(String piece) {
        text.append(piece);
        return this;
    }

    int length() {
        return text.length();
    }

    /** Returns the text and begins another one. */
    String take() {
        String taken = text.toString();
        if (text.capacity() > KEPT) {
            text = new StringBuilder();
        } else {
            text.setLength(0);
        }
        return taken;
    }

    /** Forgets what was added behind this length. */
    void cut(int length) {
        text.setLength(length);
    }

    /** Forgets what was added. */
    void clear() {
        text.setLength(0);
    }

    @Override
    public void sqlNull() {
        text.append("NULL");
    }

    @Override
    public void integer(long number) {
        text.append(number);
    }

    @Override
    public void decimal(BigDecimal number) {
        text.append(number.toPlainString());
    }

    @Override
    public void text(String value) {
        SqlLiteral.append(text, value);
    }

    @Override
    public void json(String document) {
        Optional<String> expression = JsonExpression.of(document);
        if (expression.isPresent()) {
            text.append(expression.get());
        } else {
            text(document);
        }
    }

    @Override
    public void bytes(byte[] bytes) {
        text.append("x'");
        for (byte b : bytes) {
            text.append(HEX[b >> 4 & 0xF]).append(HEX[b & 0xF]);
        }
        text.append('\'');
    }
}
