// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterListItemContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.AlterTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionsSpaceSeparatedContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.PlaceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** Reads the clauses of ALTER TABLE in order; those without effect on columns, keys and options are left out. */
final class AlterReader {
    private final TreeText text;
    private final TableReader tables;

    AlterReader(TreeText text, TableReader tables) {
        this.text = text;
        this.tables = tables;
    }

    List<AlterClause> clauses(AlterTableContext tree) {
        List<AlterClause> clauses = new ArrayList<>();
        var actions = tree.alterTableActions();
        if (actions == null || actions.alterCommandList() == null) {
            return clauses;
        }
        AlterListContext list = actions.alterCommandList().alterList();
        if (list == null) {
            return clauses;
        }
        for (int i = 0; i < list.getChildCount(); i++) {
            ParseTree child = list.getChild(i);
            if (child instanceof AlterListItemContext item) {
                item(item, clauses);
            } else if (child instanceof CreateTableOptionsSpaceSeparatedContext options) {
                clauses.add(new AlterClause.SetOptions(tables.options(options.createTableOption())));
            }
        }
        return clauses;
    }

    private void item(AlterListItemContext tree, List<AlterClause> clauses) {
        if (tree.ADD_SYMBOL() != null) {
            add(tree, clauses);
        } else if (tree.CHANGE_SYMBOL() != null || tree.MODIFY_SYMBOL() != null) {
            change(tree, clauses);
        } else if (tree.DROP_SYMBOL() != null && tree.ALTER_SYMBOL() == null) {
            drop(tree, clauses);
        } else if (tree.ALTER_SYMBOL() != null) {
            alter(tree, clauses);
        } else if (tree.RENAME_SYMBOL() != null) {
            rename(tree, clauses);
        } else if (tree.CONVERT_SYMBOL() != null) {
            String charset =
                    tree.charsetName() == null ? "DEFAULT" : tables.types().charsetName(tree.charsetName());
            clauses.add(new AlterClause.Convert(new TableOptionSpec(
                    Optional.of(charset), tables.columns().collation(tree.collate()), Optional.empty())));
        }
    }

    private void add(AlterListItemContext tree, List<AlterClause> clauses) {
        if (tree.tableConstraintDef() != null) {
            tables.index(tree.tableConstraintDef())
                    .map(AlterClause.AddIndex::new)
                    .ifPresent(clauses::add);
            return;
        }
        if (tree.tableElementList() == null) {
            ColumnSpec spec = tables.columns().column(text.name(tree.identifier()), tree.fieldDefinition());
            addColumn(spec, place(tree.place()), clauses);
            tables.references(spec.name(), tree.checkOrReferences())
                    .map(AlterClause.AddIndex::new)
                    .ifPresent(clauses::add);
            return;
        }
        List<ColumnSpec> specs = new ArrayList<>();
        List<IndexSpec> indexes = new ArrayList<>();
        tables.elements(tree.tableElementList(), specs, indexes);
        specs.forEach(spec -> clauses.add(new AlterClause.AddColumn(spec, AlterClause.Place.UNSAID)));
        indexes.forEach(index -> clauses.add(new AlterClause.AddIndex(index)));
    }

    private static void addColumn(ColumnSpec spec, AlterClause.Place place, List<AlterClause> clauses) {
        clauses.add(new AlterClause.AddColumn(spec, place));
        TableReader.inlineIndexes(spec).forEach(index -> clauses.add(new AlterClause.AddIndex(index)));
    }

    private void change(AlterListItemContext tree, List<AlterClause> clauses) {
        String oldName = text.name(tree.columnInternalRef().identifier());
        String newName = tree.CHANGE_SYMBOL() == null ? oldName : text.name(tree.identifier());
        ColumnSpec spec = tables.columns().column(newName, tree.fieldDefinition());
        clauses.add(new AlterClause.ChangeColumn(oldName, spec, place(tree.place())));
        TableReader.inlineIndexes(spec).forEach(index -> clauses.add(new AlterClause.AddIndex(index)));
    }

    private void drop(AlterListItemContext tree, List<AlterClause> clauses) {
        if (tree.FOREIGN_SYMBOL() != null || tree.CHECK_SYMBOL() != null) {
            return;
        }
        if (tree.PRIMARY_SYMBOL() != null) {
            clauses.add(new AlterClause.DropIndex(IndexSpec.PRIMARY));
        } else if (tree.indexRef() != null) {
            clauses.add(new AlterClause.DropIndex(
                    text.lastName(tree.indexRef().fieldIdentifier().qualifiedIdentifier())));
        } else if (tree.CONSTRAINT_SYMBOL() != null) {
            clauses.add(new AlterClause.DropIndex(text.name(tree.identifier())));
        } else if (tree.columnInternalRef() != null) {
            clauses.add(new AlterClause.DropColumn(
                    text.name(tree.columnInternalRef().identifier())));
        }
    }

    private void alter(AlterListItemContext tree, List<AlterClause> clauses) {
        if (tree.columnInternalRef() == null) {
            return;
        }
        String column = text.name(tree.columnInternalRef().identifier());
        if (tree.visibility() != null) {
            clauses.add(new AlterClause.SetVisibility(column, tree.visibility().INVISIBLE_SYMBOL() == null));
        } else if (tree.DROP_SYMBOL() != null) {
            clauses.add(new AlterClause.SetDefault(column, Optional.empty()));
        } else {
            clauses.add(new AlterClause.SetDefault(
                    column,
                    Optional.of(
                            tree.exprWithParentheses() == null
                                    ? tables.columns().literal(tree.signedLiteralOrNull())
                                    : tables.columns().expression(tree.exprWithParentheses()))));
        }
    }

    private void rename(AlterListItemContext tree, List<AlterClause> clauses) {
        if (tree.tableName() != null) {
            clauses.add(new AlterClause.RenameTo(text.table(tree.tableName())));
        } else if (tree.columnInternalRef() != null) {
            clauses.add(new AlterClause.RenameColumn(
                    text.name(tree.columnInternalRef().identifier()), text.name(tree.identifier())));
        } else {
            clauses.add(new AlterClause.RenameIndex(
                    text.lastName(tree.indexRef().fieldIdentifier().qualifiedIdentifier()),
                    text.name(tree.indexName().identifier())));
        }
    }

    private AlterClause.Place place(@Nullable PlaceContext tree) {
        if (tree == null) {
            return AlterClause.Place.UNSAID;
        }
        return tree.FIRST_SYMBOL() != null
                ? new AlterClause.Place(true, Optional.empty())
                : new AlterClause.Place(false, Optional.of(text.name(tree.identifier())));
    }
}
