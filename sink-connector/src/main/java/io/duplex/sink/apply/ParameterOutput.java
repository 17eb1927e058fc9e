// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.apply;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;

/** Sets a prepared statement's parameters in their order. The driver makes literals of them, as it prepares itself. */
final class ParameterOutput implements ValueOutput {
    private final PreparedStatement statement;
    private int next = 1;

    ParameterOutput(PreparedStatement statement) {
        this.statement = statement;
    }

    @Override
    public void sqlNull() throws SQLException {
        statement.setNull(next++, Types.NULL);
    }

    @Override
    public void integer(long number) throws SQLException {
        statement.setLong(next++, number);
    }

    @Override
    public void decimal(BigDecimal number) throws SQLException {
        statement.setBigDecimal(next++, number);
    }

    @Override
    public void text(String text) throws SQLException {
        statement.setString(next++, text);
    }

    /** As plain JSON: a parameter cannot say more. */
    @Override
    public void json(String document) throws SQLException {
        text(document);
    }

    @Override
    public void bytes(byte[] bytes) throws SQLException {
        statement.setBytes(next++, bytes);
    }
}
