// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.protocol.table.TableSchema.TableOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The tables as of the current position, moved on by each DDL statement. Not thread-safe. */
public final class TableCatalog {
    private final ServerDefaults server;
    private final Map<TableId, ModelTable> tables = new TreeMap<>();
    private final Map<TableId, TableSchema> schemas = new HashMap<>();
    /** Default collation by database. */
    private final Map<String, String> databases = new TreeMap<>();

    /** Creates an empty catalog of a server with these defaults. */
    public TableCatalog(ServerDefaults server) {
        this.server = server;
    }

    public ServerDefaults defaults() {
        return server;
    }

    /** Returns the table of that name. */
    public Optional<TableSchema> table(TableId id) {
        return Optional.ofNullable(schemas.get(server.key(id)));
    }

    /** Returns all tables by name. */
    public Collection<TableSchema> tables() {
        return tables.keySet().stream().map(schemas::get).toList();
    }

    /** Takes over a table from elsewhere; its plain indexes stay unknown. */
    public void put(TableSchema table) {
        store(ModelTable.of(table));
    }

    /** Forgets a table. */
    public void remove(TableId id) {
        tables.remove(server.key(id));
        schemas.remove(server.key(id));
    }

    /** Returns all tables with all that the model knows of them. */
    List<ModelTable> models() {
        return List.copyOf(tables.values());
    }

    /** Returns the default collation of each known database. */
    Map<String, String> databases() {
        return Map.copyOf(databases);
    }

    /** Forgets everything and takes over what {@link #models} and {@link #databases} told. */
    void restore(Collection<ModelTable> models, Map<String, String> collations) {
        tables.clear();
        schemas.clear();
        databases.clear();
        models.forEach(this::store);
        databases.putAll(collations);
    }

    /** Takes over a database's default collation from elsewhere. */
    public void putDatabase(String name, String collation) {
        databases.put(server.key(name), collation);
    }

    /** Returns the database's default collation, when the database is known. */
    public Optional<String> databaseCollation(String name) {
        return Optional.ofNullable(databases.get(server.key(name)));
    }

    /**
     * Moves the model on by one statement and returns what it did to known tables, in order. A statement about an
     * unknown table (one that is not captured) changes nothing.
     *
     * @throws DdlException when the model cannot follow
     */
    public List<TableChange> apply(DdlStatement statement) {
        try {
            return statement.temporary() ? List.of() : dispatch(statement);
        } catch (IllegalStateException | IllegalArgumentException e) {
            DdlException failure = new DdlException(
                    e.getMessage() + " The table model has lost touch with the server. Remedy: take a new snapshot"
                            + " of the schema.",
                    statement.kind() + " " + statement.tables());
            failure.initCause(e);
            throw failure;
        }
    }

    private List<TableChange> dispatch(DdlStatement statement) {
        if (statement instanceof DdlStatement.CreateTable create) {
            return create(create);
        }
        if (statement instanceof DdlStatement.CreateTableLike like) {
            return like(like);
        }
        if (statement instanceof DdlStatement.AlterTable alter) {
            return alter(alter);
        }
        if (statement instanceof DdlStatement.RenameTables rename) {
            return rename(rename.tables());
        }
        if (statement instanceof DdlStatement.DropTables drop) {
            return drop(drop.tables());
        }
        if (statement instanceof DdlStatement.TruncateTable truncate) {
            TableId id = server.stored(truncate.tables().get(0));
            return table(id).map(t -> changed(TableChange.Kind.TRUNCATED, t, t)).stream()
                    .toList();
        }
        if (statement instanceof DdlStatement.DefineDatabase define) {
            define(define);
            return List.of();
        }
        return statement instanceof DdlStatement.DropDatabase drop ? dropDatabase(drop) : List.of();
    }

    private List<TableChange> create(DdlStatement.CreateTable create) {
        TableId id = server.stored(create.tables().get(0));
        if (create.conditional() && table(id).isPresent()) {
            return List.of();
        }
        if (create.fromSelect()) {
            throw new IllegalStateException("CREATE TABLE " + id + " ... SELECT was logged as a statement, which does"
                    + " not tell its columns; use binlog_format=ROW.");
        }
        TextRules texts = new TextRules(server, create.context());
        TableOptions options = texts.options(
                texts.resolve(create.options(), database(id.database(), texts)),
                create.options().comment());
        ColumnRules rules = new ColumnRules(texts);
        Optional<ColumnSpec> promoted = rules.promoted(create.columns());
        List<Column> columns = new ArrayList<>();
        for (ColumnSpec spec : create.columns()) {
            boolean chosen = promoted.isPresent() && promoted.get().equals(spec);
            columns.add(rules.column(spec, options, chosen));
        }
        List<IndexSpec> indexes = IndexRules.settle(create.indexes(), columns, server);
        List<Column> settled =
                IndexRules.withKeyNotNull(rules.withoutImpliedZeros(columns, indexes, create.columns()), indexes);
        return created(new ModelTable(id, settled, indexes, options)
                .keyed()
                .withIndexes(IndexRules.ordered(indexes, columns)));
    }

    private List<TableChange> like(DdlStatement.CreateTableLike like) {
        TableId id = server.stored(like.tables().get(0));
        if (like.conditional() && table(id).isPresent()) {
            return List.of();
        }
        ModelTable pattern = tables.get(server.key(like.tables().get(1)));
        if (pattern == null) {
            remove(id);
            return List.of();
        }
        return created(pattern.renamed(id));
    }

    private List<TableChange> created(ModelTable table) {
        Optional<TableSchema> before = table(table.id());
        TableSchema after = store(table);
        return List.of(
                new TableChange(TableChange.Kind.CREATED, after.id(), Optional.empty(), before, Optional.of(after)));
    }

    private List<TableChange> alter(DdlStatement.AlterTable alter) {
        ModelTable table = tables.get(server.key(alter.table()));
        if (table == null) {
            return List.of();
        }
        TableSchema before = table.schema();
        TextRules texts = new TextRules(server, alter.context());
        ModelTable altered = new TableAlteration(
                        table, alter.clauses(), texts, database(table.id().database(), texts))
                .result();
        Optional<TableId> target = Optional.empty();
        for (AlterClause clause : alter.clauses()) {
            if (clause instanceof AlterClause.RenameTo rename) {
                target = Optional.of(server.stored(rename.newId()));
            }
        }
        if (target.isEmpty()) {
            return List.of(changed(TableChange.Kind.ALTERED, before, store(altered)));
        }
        remove(table.id());
        return List.of(changed(TableChange.Kind.RENAMED, before, store(altered.renamed(target.get()))));
    }

    private List<TableChange> rename(List<TableId> pairs) {
        List<TableChange> changes = new ArrayList<>();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            ModelTable table = tables.get(server.key(pairs.get(i)));
            TableId target = server.stored(pairs.get(i + 1));
            if (table != null) {
                remove(table.id());
                changes.add(changed(TableChange.Kind.RENAMED, table.schema(), store(table.renamed(target))));
            } else {
                remove(target);
            }
        }
        return changes;
    }

    private List<TableChange> drop(Collection<TableId> ids) {
        List<TableChange> changes = new ArrayList<>();
        for (TableId id : ids) {
            table(id).ifPresent(before -> {
                remove(id);
                changes.add(new TableChange(
                        TableChange.Kind.DROPPED,
                        before.id(),
                        Optional.empty(),
                        Optional.of(before),
                        Optional.empty()));
            });
        }
        return changes;
    }

    private void define(DdlStatement.DefineDatabase define) {
        String name = define.database().orElse("");
        if (define.create() && define.conditional() && databases.containsKey(server.key(name))) {
            return;
        }
        TextRules texts = new TextRules(server, define.context());
        boolean reset = define.options()
                        .charset()
                        .map("DEFAULT"::equalsIgnoreCase)
                        .orElse(false)
                || define.options().collation().map("DEFAULT"::equalsIgnoreCase).orElse(false);
        TextRules.Resolved inherited = define.create() || reset ? texts.ofServer() : database(name, texts);
        putDatabase(name, texts.resolve(define.options(), inherited).collation());
    }

    private List<TableChange> dropDatabase(DdlStatement.DropDatabase drop) {
        String name = server.key(drop.database().orElse(""));
        databases.remove(name);
        return drop(tables.keySet().stream()
                .filter(id -> server.key(id.database()).equals(name))
                .toList());
    }

    private TextRules.Resolved database(String name, TextRules texts) {
        String collation = databases.get(server.key(name));
        return collation == null ? texts.ofServer() : texts.ofCollation(collation);
    }

    private TableSchema store(ModelTable table) {
        TableId key = server.key(table.id());
        TableSchema schema = table.schema();
        tables.put(key, table);
        schemas.put(key, schema);
        return schema;
    }

    private static TableChange changed(TableChange.Kind kind, TableSchema before, TableSchema after) {
        Optional<TableId> previous = before.id().equals(after.id()) ? Optional.empty() : Optional.of(before.id());
        return new TableChange(kind, after.id(), previous, Optional.of(before), Optional.of(after));
    }
}
