// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterStatementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateIndexContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleStatementContext;
import io.duplex.protocol.table.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads DDL texts. The leading keywords decide what a statement is; only those that can shape a table go through the
 * whole grammar. Thread-safe.
 */
public final class DdlParser {
    private static final Pattern NAMELESS = Pattern.compile(
            "^\\s*ALTER\\s+(DATABASE|SCHEMA)\\s+(?=(DEFAULT|CHARACTER|CHARSET|COLLATE|ENCRYPTION|READ)\\b)",
            Pattern.CASE_INSENSITIVE);

    private final int serverVersion;

    /** Creates a parser for texts of a server of this version (such as 80033), which versioned comments ask for. */
    public DdlParser(int serverVersion) {
        this.serverVersion = serverVersion;
    }

    /**
     * Returns what the statement is and changes.
     *
     * @throws DdlException when it might change tables in a way that cannot be read from its text
     */
    public DdlStatement parse(String sql, StatementContext context) {
        SqlText text = SqlText.of(sql, context, serverVersion);
        HeadReader.Found found = new HeadReader(text.tokens(), context, sql).read();
        if (!found.modelled()) {
            return new DdlStatement.Unmodelled(found.head());
        }
        String spelled = Spelling.of(text, context, serverVersion);
        String code = found.head().kind().equals("ALTER DATABASE") ? withDatabase(spelled, context) : spelled;
        return new Reader(found.head(), new TableReader(new TreeText(context), serverVersion), sql)
                .statement(tree(code, context, sql));
    }

    private SimpleStatementContext tree(String code, StatementContext context, String sql) {
        try {
            return Grammar.parse(code, context, sql);
        } catch (DdlException e) {
            String shorter = Spelling.withoutExpressions(
                    code, SqlText.of(code, context, serverVersion).tokens());
            if (shorter.equals(code)) {
                throw e;
            }
            return Grammar.parse(shorter, context, sql);
        }
    }

    /** Returns the statement cut into what Debezium's schema change topic tells of it. */
    public DdlPieces pieces(String sql, DdlStatement statement, StatementContext context) {
        return DdlPieces.of(sql, SqlText.of(sql, context, serverVersion).tokens(), statement);
    }

    /** Puts the current database where ALTER DATABASE names none, which the grammar does not know. */
    private static String withDatabase(String code, StatementContext context) {
        Matcher nameless = NAMELESS.matcher(code);
        return nameless.find()
                ? nameless.group() + TableId.quote(context.defaultDatabase().orElse("")) + " "
                        + code.substring(nameless.end())
                : code;
    }

    /** Reads the tree of one statement. */
    private static final class Reader {
        private final DdlStatement.Head head;
        private final TreeText text;
        private final TableReader tables;
        private final String sql;

        Reader(DdlStatement.Head head, TableReader tables, String sql) {
            this.head = head;
            this.text = tables.text();
            this.tables = tables;
            this.sql = sql;
        }

        DdlStatement statement(SimpleStatementContext tree) {
            if (tree.createStatement() != null) {
                return create(tree);
            }
            if (tree.alterStatement() != null) {
                return alter(tree.alterStatement());
            }
            if (tree.dropStatement() != null) {
                return drop(tree);
            }
            if (tree.renameTableStatement() != null) {
                List<TableId> names = new ArrayList<>();
                tree.renameTableStatement().renamePair().forEach(pair -> {
                    names.add(text.table(pair.tableRef()));
                    names.add(text.table(pair.tableName()));
                });
                return new DdlStatement.RenameTables(naming(names));
            }
            if (tree.truncateTableStatement() != null) {
                return new DdlStatement.TruncateTable(
                        naming(List.of(text.table(tree.truncateTableStatement().tableRef()))));
            }
            throw unexpected();
        }

        private DdlStatement create(SimpleStatementContext tree) {
            var create = tree.createStatement();
            if (create.createTable() != null) {
                return createTable(create.createTable());
            }
            if (create.createIndex() != null) {
                return createIndex(create.createIndex());
            }
            if (create.createDatabase() != null) {
                var database = create.createDatabase();
                TableOptionSpec options = TableOptionSpec.NONE;
                for (var option : database.createDatabaseOption()) {
                    options = tables.with(options, option.defaultCharset(), option.defaultCollation());
                }
                String name = text.name(database.schemaName().identifier());
                return new DdlStatement.DefineDatabase(ofSchema(name), options, true, text.context());
            }
            throw unexpected();
        }

        private DdlStatement createTable(CreateTableContext tree) {
            TableId id = text.table(tree.tableName());
            if (tree.LIKE_SYMBOL() != null) {
                return new DdlStatement.CreateTableLike(naming(List.of(id, text.table(tree.tableRef()))));
            }
            return tables.table(naming(List.of(id)), tree);
        }

        private DdlStatement createIndex(CreateIndexContext tree) {
            TableId id = text.table(tree.createIndexTarget().tableRef());
            IndexSpec.Kind kind = tree.UNIQUE_SYMBOL() != null ? IndexSpec.Kind.UNIQUE : IndexSpec.Kind.PLAIN;
            if (tree.FULLTEXT_SYMBOL() != null || tree.SPATIAL_SYMBOL() != null) {
                kind = IndexSpec.Kind.SPECIAL;
            }
            IndexSpec index = new IndexSpec(
                    kind,
                    Optional.of(text.name(tree.indexName().identifier())),
                    tables.parts(tree.createIndexTarget().keyListWithExpression()));
            return new DdlStatement.AlterTable(
                    naming(List.of(id)), id, List.of(new AlterClause.AddIndex(index)), text.context());
        }

        private DdlStatement alter(AlterStatementContext tree) {
            if (tree.alterTable() != null) {
                TableId id = text.table(tree.alterTable().tableRef());
                List<AlterClause> clauses = new AlterReader(text, tables).clauses(tree.alterTable());
                List<TableId> names = new ArrayList<>(List.of(id));
                for (AlterClause clause : clauses) {
                    if (clause instanceof AlterClause.RenameTo rename) {
                        names.add(rename.newId());
                    }
                }
                return new DdlStatement.AlterTable(naming(names), id, clauses, text.context());
            }
            if (tree.alterDatabase() != null) {
                TableOptionSpec options = TableOptionSpec.NONE;
                for (var option : tree.alterDatabase().alterDatabaseOption()) {
                    if (option.createDatabaseOption() != null) {
                        options = tables.with(
                                options,
                                option.createDatabaseOption().defaultCharset(),
                                option.createDatabaseOption().defaultCollation());
                    }
                }
                String name = tree.alterDatabase().schemaRef() == null
                        ? text.context().defaultDatabase().orElse("")
                        : text.name(tree.alterDatabase().schemaRef().identifier());
                return new DdlStatement.DefineDatabase(ofSchema(name), options, false, text.context());
            }
            throw unexpected();
        }

        private DdlStatement drop(SimpleStatementContext tree) {
            var drop = tree.dropStatement();
            if (drop.dropTable() != null) {
                List<TableId> names = new ArrayList<>();
                drop.dropTable().tableRefList().tableRef().forEach(ref -> names.add(text.table(ref)));
                return new DdlStatement.DropTables(naming(names));
            }
            if (drop.dropIndex() != null) {
                TableId id = text.table(drop.dropIndex().tableRef());
                String index = text.lastName(
                        drop.dropIndex().indexRef().fieldIdentifier().qualifiedIdentifier());
                return new DdlStatement.AlterTable(
                        naming(List.of(id)), id, List.of(new AlterClause.DropIndex(index)), text.context());
            }
            if (drop.dropDatabase() != null) {
                return new DdlStatement.DropDatabase(
                        ofSchema(text.name(drop.dropDatabase().schemaRef().identifier())));
            }
            throw unexpected();
        }

        private DdlStatement.Head naming(List<TableId> names) {
            return new DdlStatement.Head(
                    head.ddlClass(), head.kind(), List.copyOf(names), List.of(), Optional.empty(), head.options());
        }

        private DdlStatement.Head ofSchema(String name) {
            return new DdlStatement.Head(
                    head.ddlClass(), head.kind(), List.of(), List.of(), Optional.of(name), head.options());
        }

        private DdlException unexpected() {
            return new DdlException(
                    "The DDL statement looks like " + head.kind() + " but parses as something else, so the table"
                            + " model cannot follow it. Remedy: take a new snapshot of the schema from a position"
                            + " after this statement.",
                    sql);
        }
    }
}
