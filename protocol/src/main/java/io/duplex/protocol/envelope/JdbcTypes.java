// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

/** JDBC's type codes, which schema change records carry; the protocol itself does not use JDBC. */
final class JdbcTypes {
    static final int NVARCHAR = -9;
    static final int NCHAR = -15;
    static final int BIT = -7;
    static final int BIGINT = -5;
    static final int VARBINARY = -3;
    static final int BINARY = -2;
    static final int CHAR = 1;
    static final int NUMERIC = 2;
    static final int DECIMAL = 3;
    static final int INTEGER = 4;
    static final int SMALLINT = 5;
    static final int FLOAT = 6;
    static final int REAL = 7;
    static final int DOUBLE = 8;
    static final int VARCHAR = 12;
    static final int BOOLEAN = 16;
    static final int DATE = 91;
    static final int TIME = 92;
    static final int TIMESTAMP = 93;
    static final int OTHER = 1111;
    static final int BLOB = 2004;
    static final int TIMESTAMP_WITH_TIMEZONE = 2014;

    private JdbcTypes() {}
}
