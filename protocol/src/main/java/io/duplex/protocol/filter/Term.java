// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import java.util.List;

/**
 * One part of an expression as it was read, without types.
 *
 * @param op operator, function name in upper case, or kind of literal
 * @param detail what is no value: a unit, a cast's type, a collation, a literal's text
 * @param source the part's own text, for messages
 */
record Term(String op, String detail, List<Term> args, String source) {
    static final String COLUMN = "column";
    static final String NULL = "null literal";
    static final String INTEGER = "integer literal";
    static final String DECIMAL = "decimal literal";
    static final String REAL = "real literal";
    static final String TEXT = "text literal";
    static final String BINARY_TEXT = "binary text literal";
    static final String HEX = "hex literal";
    static final String DATE = "date literal";
    static final String TIME = "time literal";
    static final String TIMESTAMP = "timestamp literal";

    Term {
        args = List.copyOf(args);
    }

    FilterRefusedException refused(String reason) {
        return new FilterRefusedException(source, reason);
    }
}
