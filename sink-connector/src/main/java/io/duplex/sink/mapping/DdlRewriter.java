// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.SimpleStatementContext;
import io.duplex.protocol.header.DdlClass;
import io.duplex.protocol.header.DdlContext;
import io.duplex.protocol.header.RowsFollow;
import io.duplex.protocol.table.TableId;
import io.duplex.sink.transaction.StatementMapping;
import io.duplex.sink.transaction.StatementMapping.Merge;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTreeWalker;
import org.jspecify.annotations.Nullable;

/**
 * Gives DDL statements the target's names. Statements that name nothing that is mapped stay what they are; of the others,
 * those about tables, indexes, views and databases are rewritten by their parse tree, and the rest is refused.
 */
final class DdlRewriter {
    /** Objects of these classes lie in a database, the session's when none is written. */
    private static final Set<DdlClass> IN_DATABASE = EnumSet.complementOf(EnumSet.of(DdlClass.USER, DdlClass.OTHER));

    private static final MappedTable NO_TABLE =
            new MappedTable(new TableId("", ""), new TableId("", ""), List.of(), false);

    private final TableMapping mapping;
    private final MappingOptions.MergedDdl mergedDdl;

    DdlRewriter(TableMapping mapping, MappingOptions.MergedDdl mergedDdl) {
        this.mapping = mapping;
        this.mergedDdl = mergedDdl;
    }

    /** A statement as it is to be executed on the target. */
    record Rewritten(String statement, DdlContext context, StatementMapping mapping) {}

    /** Returns the statement with the target's names, or a refusal of it. */
    Rewritten rewrite(String statement, DdlContext context) {
        DdlGrammar grammar = new DdlGrammar(context);
        if (!isConcerned(statement, context, grammar)) {
            return new Rewritten(statement, context, StatementMapping.NONE);
        }
        try {
            return rewriteConcerned(statement, context, grammar);
        } catch (UncertainNamesException uncertain) {
            return new Rewritten(
                    statement,
                    mapped(context),
                    StatementMapping.refused("it names what " + MappingOptions.MAPPING + " renames, leaves out or"
                            + " merges, and " + uncertain.getMessage()));
        }
    }

    /** Tells whether any word of the statement may be the name of something that is mapped. */
    private boolean isConcerned(String statement, DdlContext context, DdlGrammar grammar) {
        Optional<String> database = context.defaultDatabase();
        boolean inDatabase = IN_DATABASE.contains(context.ddlClass());
        if (inDatabase && database.map(this::isMapped).orElse(false)) {
            return true;
        }
        if (context.tables().stream().anyMatch(table -> !mapping.table(table).isPlain())) {
            return true;
        }
        List<String> words =
                grammar.words(statement).stream().map(Token::getText).toList();
        boolean dropsDatabase = dropsDatabase(words);
        for (int i = 0; i < words.size(); i++) {
            if (SqlNames.isName(words.get(i), grammar.quotesNames())) {
                String name = SqlNames.plain(words.get(i));
                Optional<String> qualified =
                        i + 2 < words.size() && words.get(i + 1).equals(".")
                                ? Optional.of(SqlNames.plain(words.get(i + 2)))
                                : Optional.empty();
                if ((dropsDatabase && mapping.scatters(name)) || mayBeMapped(name, qualified, database)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean dropsDatabase(List<String> words) {
        return words.size() > 1
                && words.get(0).equalsIgnoreCase("DROP")
                && (words.get(1).equalsIgnoreCase("DATABASE") || words.get(1).equalsIgnoreCase("SCHEMA"));
    }

    /** Tells whether a name is mapped as a database, as a table of the session's, or as that of the table behind it. */
    private boolean mayBeMapped(String name, Optional<String> qualified, Optional<String> database) {
        return isMapped(name)
                || database.filter(d -> !mapping.table(new TableId(d, name)).isPlain())
                        .isPresent()
                || qualified
                        .filter(table ->
                                !mapping.table(new TableId(name, table)).isPlain())
                        .isPresent();
    }

    private boolean isMapped(String database) {
        return !mapping.database(database).equals(database) || mapping.isMergedDatabase(database);
    }

    private DdlContext mapped(DdlContext context) {
        return new DdlContext(
                context.defaultDatabase().map(mapping::database),
                context.ddlClass(),
                context.tables().stream()
                        .map(table -> mapping.table(table).target())
                        .toList(),
                context.session(),
                context.invoker(),
                context.error());
    }

    private Rewritten rewriteConcerned(String statement, DdlContext context, DdlGrammar grammar) {
        Matcher rowsFollow = RowsFollow.in(statement);
        int end = rowsFollow.find() ? rowsFollow.start() : statement.length();
        String body = statement.substring(0, end);
        SimpleStatementContext tree =
                grammar.parse(body).orElseThrow(() -> new UncertainNamesException("the grammar does not know it"));
        Parts parts = Parts.of(tree);
        MappedTable main = main(parts, context);
        NameEdits names = new NameEdits(mapping, context.defaultDatabase(), main);
        if (parts.view() != null) {
            names.ofView();
        }
        ParseTreeWalker.DEFAULT.walk(names, tree);
        if (parts.view() != null) {
            names.requireOwnNames(names.of(parts.view()));
        }
        if (names.isNothingLeft()) {
            parts.refuseRest();
            return new Rewritten(
                    statement,
                    mapped(context),
                    StatementMapping.skipped("it is about columns that " + MappingOptions.MAPPING + " leaves out"));
        }
        String text = names.edits().applyTo(body) + statement.substring(end);
        return new Rewritten(text, mapped(context), merge(parts, main, names, context));
    }

    private MappedTable main(Parts parts, DdlContext context) {
        if (parts.main() == null) {
            return NO_TABLE;
        }
        NameEdits names = new NameEdits(mapping, context.defaultDatabase(), NO_TABLE);
        MappedTable main = mapping.table(names.of(parts.main()));
        if (parts.like() != null
                && (main.mapsColumns() || mapping.table(names.of(parts.like())).mapsColumns())) {
            throw new UncertainNamesException("it copies a table's structure by LIKE, and columns are mapped");
        }
        return main;
    }

    private StatementMapping merge(Parts parts, MappedTable main, NameEdits names, DdlContext context) {
        Optional<String> database =
                parts.isAboutDatabase() ? parts.database().or(context::defaultDatabase) : Optional.empty();
        if (parts.drops() && database.map(mapping::scatters).orElse(false)) {
            throw new UncertainNamesException("tables of database " + database.get() + " have other places on the"
                    + " target, where they would stay");
        }
        boolean merged = database.map(mapping::isMergedDatabase).orElse(false)
                || main.isMerged()
                || (parts.takesRows()
                        && names.tables().stream()
                                .anyMatch(table -> mapping.table(table).isMerged()));
        if (!merged) {
            return StatementMapping.NONE;
        }
        if (mergedDdl == MappingOptions.MergedDdl.SKIP) {
            return StatementMapping.skipped(MappingOptions.MERGED_DDL + "=skip");
        }
        if (mergedDdl == MappingOptions.MergedDdl.FAIL) {
            throw new UncertainNamesException(MappingOptions.MERGED_DDL + " is fail");
        }
        if (parts.takesRows() || names.renamesTable()) {
            throw new UncertainNamesException("on the target the rows of other tables are in the same one, which it"
                    + " would take away or rename");
        }
        return StatementMapping.merged(database.map(name -> new Merge(name, mapping.database(name), true))
                .orElseGet(
                        () -> new Merge(main.source().toString(), main.target().toString(), names.changes() <= 1)));
    }

    /**
     * What kind of statement a tree is.
     *
     * @param main the table whose columns it names
     * @param like the table whose structure it copies
     * @param view the view that it defines
     * @param takesRows whether it takes rows away, or the table itself
     */
    private record Parts(
            SimpleStatementContext tree,
            MySqlParser.@Nullable QualifiedIdentifierContext main,
            MySqlParser.@Nullable QualifiedIdentifierContext like,
            MySqlParser.@Nullable QualifiedIdentifierContext view,
            boolean takesRows) {

        Parts(
                SimpleStatementContext tree,
                MySqlParser.@Nullable QualifiedIdentifierContext main,
                MySqlParser.@Nullable QualifiedIdentifierContext like,
                boolean takesRows) {
            this(tree, main, like, null, takesRows);
        }

        static Parts of(SimpleStatementContext tree) {
            if (tree.createStatement() != null) {
                return ofCreate(tree, tree.createStatement());
            }
            if (tree.alterStatement() != null) {
                return ofAlter(tree, tree.alterStatement());
            }
            if (tree.dropStatement() != null) {
                return ofDrop(tree, tree.dropStatement());
            }
            if (tree.renameTableStatement() != null || tree.truncateTableStatement() != null) {
                return new Parts(tree, null, null, true);
            }
            throw unknown();
        }

        private static UncertainNamesException unknown() {
            return new UncertainNamesException(
                    "only statements about tables, indexes, views and databases are rewritten");
        }

        private static Parts ofCreate(SimpleStatementContext tree, MySqlParser.CreateStatementContext create) {
            MySqlParser.CreateTableContext table = create.createTable();
            if (table != null) {
                return new Parts(
                        tree,
                        table.tableName().qualifiedIdentifier(),
                        table.tableRef() == null ? null : table.tableRef().qualifiedIdentifier(),
                        false);
            }
            if (create.createIndex() != null) {
                MySqlParser.TableRefContext on =
                        create.createIndex().createIndexTarget().tableRef();
                return new Parts(tree, on.qualifiedIdentifier(), null, false);
            }
            if (create.createDatabase() != null) {
                return new Parts(tree, null, null, false);
            }
            if (create.createView() != null) {
                return new Parts(
                        tree, null, null, create.createView().viewName().qualifiedIdentifier(), false);
            }
            throw unknown();
        }

        private static Parts ofAlter(SimpleStatementContext tree, MySqlParser.AlterStatementContext alter) {
            MySqlParser.AlterTableContext table = alter.alterTable();
            if (table != null) {
                MySqlParser.AlterTableActionsContext actions = table.alterTableActions();
                boolean partitions = actions != null && actions.standaloneAlterCommands() != null;
                return new Parts(tree, table.tableRef().qualifiedIdentifier(), null, partitions);
            }
            if (alter.alterDatabase() != null) {
                return new Parts(tree, null, null, false);
            }
            if (alter.alterView() != null) {
                return new Parts(tree, null, null, alter.alterView().viewRef().qualifiedIdentifier(), false);
            }
            throw unknown();
        }

        private static Parts ofDrop(SimpleStatementContext tree, MySqlParser.DropStatementContext drop) {
            if (drop.dropIndex() != null) {
                return new Parts(tree, drop.dropIndex().tableRef().qualifiedIdentifier(), null, false);
            }
            if (drop.dropView() != null) {
                return new Parts(tree, null, null, false);
            }
            if (drop.dropTable() != null || drop.dropDatabase() != null) {
                return new Parts(tree, null, null, true);
            }
            throw unknown();
        }

        boolean isAboutDatabase() {
            return drops()
                    || (tree.createStatement() != null && tree.createStatement().createDatabase() != null)
                    || (tree.alterStatement() != null && tree.alterStatement().alterDatabase() != null);
        }

        /** Tells whether it drops a database. */
        boolean drops() {
            return tree.dropStatement() != null && tree.dropStatement().dropDatabase() != null;
        }

        /** Returns the database that it names. */
        Optional<String> database() {
            if (drops()) {
                return Optional.of(SqlNames.plain(
                        tree.dropStatement().dropDatabase().schemaRef().identifier()));
            }
            if (tree.createStatement() != null) {
                return Optional.of(SqlNames.plain(
                        tree.createStatement().createDatabase().schemaName().identifier()));
            }
            return Optional.ofNullable(tree.alterStatement().alterDatabase().schemaRef())
                    .map(name -> SqlNames.plain(name.identifier()));
        }

        /** Refuses what stands beside the list of an ALTER TABLE's actions. */
        void refuseRest() {
            MySqlParser.AlterTableActionsContext actions =
                    tree.alterStatement().alterTable().alterTableActions();
            if (actions.partitionClause() != null || actions.removePartitioning() != null) {
                throw new UncertainNamesException("it changes partitions too");
            }
        }
    }
}
