// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.header;

/** What kind of object a DDL statement is about; {@code ddl.apply} decides by it. */
public enum DdlClass {
    /** CREATE, ALTER and DROP DATABASE. */
    SCHEMA,
    /** CREATE, ALTER, DROP, RENAME and TRUNCATE TABLE. */
    TABLE,
    /** CREATE and DROP INDEX. */
    INDEX,
    /** CREATE, ALTER and DROP VIEW. */
    VIEW,
    /** CREATE and DROP TRIGGER. */
    TRIGGER,
    /** Procedures and functions, loadable ones too. */
    ROUTINE,
    /** CREATE, ALTER and DROP EVENT. */
    EVENT,
    /** Users, roles, GRANT, REVOKE and passwords. */
    USER,
    /** ANALYZE, OPTIMIZE, FLUSH and whatever else is logged as a statement. */
    OTHER
}
