// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.math.BigDecimal;
import java.sql.SQLException;

/** Takes the values of a statement, one after the other. */
interface ValueOutput {
    void sqlNull() throws SQLException;

    void integer(long number) throws SQLException;

    void decimal(BigDecimal number) throws SQLException;

    void text(String text) throws SQLException;

    void bytes(byte[] bytes) throws SQLException;

    /** A JSON document, with {@link io.duplex.protocol.change.JsonMarks} or without. */
    void json(String document) throws SQLException;
}
