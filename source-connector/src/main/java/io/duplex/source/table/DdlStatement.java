// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.table.TableId;
import java.util.List;
import java.util.Optional;

/** A parsed DDL statement: what it is and names, and for those that shape tables, all that the model needs. */
public sealed interface DdlStatement {
    /** Returns what every statement has. */
    Head head();

    /** What kind of object the statement is about. */
    default DdlClass ddlClass() {
        return head().ddlClass();
    }

    /** The leading keywords in upper case: {@code CREATE TABLE}, {@code DROP VIEW}, ... */
    default String kind() {
        return head().kind();
    }

    /** Tables and views that the statement names, in order, old and new names; a trigger's table. */
    default List<TableId> tables() {
        return head().tables();
    }

    /** Routines, triggers and events that the statement names. */
    default List<TableId> objects() {
        return head().objects();
    }

    /** Whether IF EXISTS or IF NOT EXISTS was written. */
    default boolean conditional() {
        return head().conditional();
    }

    /** Whether it is about a temporary table, which no other session and no replica sees. */
    default boolean temporary() {
        return head().temporary();
    }

    /** The database that the statement is about: its own, or that of the first table or object. */
    default Optional<String> database() {
        return head().database();
    }

    /**
     * What every statement has.
     *
     * @param ddlClass kind of object
     * @param kind leading keywords
     * @param tables tables and views
     * @param objects routines, triggers, events
     * @param schema database of a SCHEMA statement
     * @param options written words that change the meaning
     */
    record Head(
            DdlClass ddlClass,
            String kind,
            List<TableId> tables,
            List<TableId> objects,
            Optional<String> schema,
            Options options) {
        /** Written words that change the meaning. */
        record Options(boolean conditional, boolean temporary) {}

        boolean conditional() {
            return options.conditional();
        }

        boolean temporary() {
            return options.temporary();
        }

        Optional<String> database() {
            return schema.or(() -> tables.stream().map(TableId::database).findFirst())
                    .or(() -> objects.stream().map(TableId::database).findFirst());
        }
    }

    /** CREATE TABLE with a column list. */
    record CreateTable(
            Head head,
            List<ColumnSpec> columns,
            List<IndexSpec> indexes,
            TableOptionSpec options,
            boolean fromSelect,
            StatementContext context)
            implements DdlStatement {}

    /** CREATE TABLE ... LIKE: the second table is the pattern. */
    record CreateTableLike(Head head) implements DdlStatement {}

    /** ALTER TABLE; CREATE INDEX and DROP INDEX are ALTER TABLE with one clause. */
    record AlterTable(Head head, TableId table, List<AlterClause> clauses, StatementContext context)
            implements DdlStatement {}

    /** RENAME TABLE: pairs of old and new name, done one after the other. */
    record RenameTables(Head head) implements DdlStatement {}

    /** DROP TABLE. */
    record DropTables(Head head) implements DdlStatement {}

    /** TRUNCATE TABLE. */
    record TruncateTable(Head head) implements DdlStatement {}

    /** CREATE DATABASE and ALTER DATABASE. */
    record DefineDatabase(Head head, TableOptionSpec options, boolean create, StatementContext context)
            implements DdlStatement {}

    /** DROP DATABASE. */
    record DropDatabase(Head head) implements DdlStatement {}

    /** A statement that cannot touch a table's columns or keys. */
    record Unmodelled(Head head) implements DdlStatement {}
}
