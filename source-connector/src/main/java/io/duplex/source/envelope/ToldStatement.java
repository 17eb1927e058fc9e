// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.envelope;

import io.duplex.protocol.envelope.SchemaChange;
import io.duplex.protocol.table.TableId;
import io.duplex.source.decode.Decoded.DdlEvent;
import io.duplex.source.table.DdlFilter;
import io.duplex.source.table.DdlPieces;
import io.duplex.source.table.DdlStatement;
import io.duplex.source.table.TableChange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One record of the schema change topic. Debezium makes one for each table that a statement drops or renames, and tells
 * a statement that changes no table it knows as one about the session's database.
 *
 * @param database of the record's key
 * @param tables what the source block names
 * @param table the record's table; empty when it is about a database
 * @param ddl the statement or its part
 * @param changes what it did
 */
record ToldStatement(
        Optional<String> database,
        Optional<String> tables,
        Optional<TableId> table,
        String ddl,
        List<SchemaChange.TableChange> changes) {

    /** Returns the one record of the stream layout, which another server can be made of. */
    static ToldStatement whole(DdlEvent event, DdlStatement statement, List<SchemaChange.TableChange> changes) {
        Optional<TableId> table = statement.tables().stream().findFirst();
        return new ToldStatement(
                statement.database().or(event::defaultDatabase),
                table.map(TableId::table),
                table,
                event.statement(),
                changes);
    }

    /** Returns Debezium's records. */
    static List<ToldStatement> split(
            DdlEvent event, DdlStatement statement, DdlPieces pieces, List<TableChange> changes) {
        if (DdlFilter.leavesOut(event.statement().trim()) || statement instanceof DdlStatement.TruncateTable) {
            return List.of();
        }
        List<ToldStatement> told = new ArrayList<>();
        if (statement instanceof DdlStatement.DropTables) {
            for (int i = 0; i < statement.tables().size(); i++) {
                TableId table = statement.tables().get(i);
                SchemaChange.TableChange dropped =
                        new SchemaChange.TableChange(SchemaChange.Kind.DROP, table, Optional.empty());
                told.add(of(table, pieces.part(i).orElse(pieces.statement()), List.of(dropped)));
            }
            return named(told);
        }
        if (statement instanceof DdlStatement.RenameTables) {
            for (int i = 0; 2 * i + 1 < statement.tables().size(); i++) {
                TableId table = statement.tables().get(2 * i + 1);
                told.add(of(table, pieces.part(i).orElse(pieces.statement()), recorded(table, changes)));
            }
            return named(told);
        }
        if (statement instanceof DdlStatement.DropDatabase
                || (statement instanceof DdlStatement.DefineDatabase define && define.create())) {
            return List.of(new ToldStatement(
                    statement.database(), Optional.empty(), Optional.empty(), pieces.statement(), List.of()));
        }
        Optional<TableChange> change = changes.stream().findFirst().filter(found -> told(statement, found));
        String ddl = pieces.part(0).orElse(pieces.statement());
        return List.of(change.map(found -> of(found.id(), ddl, List.of(SchemaRecords.recorded(found))))
                .orElseGet(() -> new ToldStatement(
                        Optional.of(event.defaultDatabase().orElse("")),
                        Optional.of(""),
                        Optional.empty(),
                        event.statement().trim(),
                        List.of())));
    }

    /** An index is told as a change of the table only when it becomes the key of its records. */
    private static boolean told(DdlStatement statement, TableChange change) {
        boolean indexOnly = statement.kind().endsWith(" INDEX");
        return !indexOnly
                || (statement.kind().startsWith("CREATE")
                        && change.before()
                                .filter(table -> table.identity().isEmpty())
                                .isPresent()
                        && change.after()
                                .filter(table -> table.identity().isEmpty())
                                .isEmpty());
    }

    static ToldStatement of(TableId table, String ddl, List<SchemaChange.TableChange> changes) {
        return new ToldStatement(
                Optional.of(table.database()), Optional.of(table.table()), Optional.of(table), ddl, changes);
    }

    /** A table that the same statement renamed once more is told without its columns. */
    private static List<SchemaChange.TableChange> recorded(TableId table, List<TableChange> changes) {
        Optional<TableChange> last = Optional.empty();
        for (TableChange change : changes) {
            if (change.id().equals(table)) {
                last = Optional.of(change);
            } else if (change.previousId().equals(Optional.of(table))) {
                last = Optional.empty();
            }
        }
        return last.map(SchemaRecords::recorded).stream().toList();
    }

    /** Names in each record's source block all tables of the neighbours in the same database, in Debezium's order. */
    private static List<ToldStatement> named(List<ToldStatement> told) {
        List<ToldStatement> named = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= told.size(); i++) {
            if (i == told.size()
                    || !told.get(i).database().equals(told.get(from).database())) {
                String names = names(told.subList(from, i));
                told.subList(from, i)
                        .forEach(one -> named.add(new ToldStatement(
                                one.database(), Optional.of(names), one.table(), one.ddl(), one.changes())));
                from = i;
            }
        }
        return named;
    }

    private static String names(List<ToldStatement> told) {
        Set<String> ids = new HashSet<>();
        told.forEach(one -> one.table().ifPresent(table -> ids.add(table.toString())));
        return ids.stream()
                .map(id -> told.stream()
                        .flatMap(one -> one.table().stream())
                        .filter(table -> table.toString().equals(id))
                        .map(TableId::table)
                        .findFirst()
                        .orElse(""))
                .collect(Collectors.joining(","));
    }
}
