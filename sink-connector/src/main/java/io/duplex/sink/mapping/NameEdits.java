// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.mapping;

import io.debezium.ddl.parser.mysql.generated.MySqlParser;
import io.debezium.ddl.parser.mysql.generated.MySqlParserBaseListener;
import io.duplex.protocol.table.TableId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;
import org.jspecify.annotations.Nullable;

/** Finds the names in a statement's tree and notes what they are on the target. */
final class NameEdits extends MySqlParserBaseListener {
    private final TableMapping mapping;
    private final Optional<String> defaultDatabase;
    private final MappedTable main;
    private final TextEdits edits = new TextEdits();
    private final Set<TableId> tables = new LinkedHashSet<>();
    private final List<ParserRuleContext> leaving = new ArrayList<>();
    private boolean nothingLeft;
    private boolean renamesTable;
    private boolean ofView;
    private int changes;

    /**
     * Begins with nothing found.
     *
     * @param main the table whose columns the statement names; of no importance for statements that name none
     */
    NameEdits(TableMapping mapping, Optional<String> defaultDatabase, MappedTable main) {
        this.mapping = mapping;
        this.defaultDatabase = defaultDatabase;
        this.main = main;
    }

    /** Lets the statement have a view's query. */
    void ofView() {
        ofView = true;
    }

    TextEdits edits() {
        return edits;
    }

    /** Returns the source's tables that the statement names. */
    Set<TableId> tables() {
        return tables;
    }

    /** Returns how many changes an ALTER TABLE makes. */
    int changes() {
        return changes;
    }

    /** Tells whether an ALTER TABLE gives its table another name. */
    boolean renamesTable() {
        return renamesTable;
    }

    /** Tells whether the statement is about nothing but columns that the target does not have. */
    boolean isNothingLeft() {
        return nothingLeft;
    }

    private void table(
            ParserRuleContext name,
            MySqlParser.@Nullable QualifiedIdentifierContext qualified,
            MySqlParser.@Nullable DotIdentifierContext dotted) {
        if (qualified == null || dotted != null) {
            throw new UncertainNamesException("it writes the table " + name.getText() + " in an unusual way");
        }
        TableId table = of(qualified);
        tables.add(table);
        edits.replace(name, mapping.table(table).target().quoted());
    }

    /** Returns the source's table of a name. */
    TableId of(MySqlParser.QualifiedIdentifierContext name) {
        String first = SqlNames.plain(name.identifier());
        MySqlParser.DotIdentifierContext second = name.dotIdentifier();
        return second == null
                ? SqlNames.table(Optional.empty(), defaultDatabase, first)
                : new TableId(first, SqlNames.plain(second.identifier()));
    }

    @Override
    public void enterTableRef(MySqlParser.TableRefContext name) {
        table(name, name.qualifiedIdentifier(), name.dotIdentifier());
    }

    @Override
    public void enterTableName(MySqlParser.TableNameContext name) {
        table(name, name.qualifiedIdentifier(), name.dotIdentifier());
    }

    @Override
    public void enterTableRefWithWildcard(MySqlParser.TableRefWithWildcardContext name) {
        throw new UncertainNamesException("it names " + name.getText());
    }

    @Override
    public void enterViewName(MySqlParser.ViewNameContext name) {
        table(name, name.qualifiedIdentifier(), name.dotIdentifier());
    }

    @Override
    public void enterViewRef(MySqlParser.ViewRefContext name) {
        table(name, name.qualifiedIdentifier(), name.dotIdentifier());
    }

    @Override
    public void enterQueryExpression(MySqlParser.QueryExpressionContext query) {
        if (!ofView) {
            throw new UncertainNamesException("it holds a query");
        }
    }

    @Override
    public void enterWithClause(MySqlParser.WithClauseContext with) {
        throw new UncertainNamesException("it names tables of its own by WITH");
    }

    @Override
    public void enterTableWild(MySqlParser.TableWildContext wild) {
        if (wild.identifier().size() > 1) {
            throw new UncertainNamesException("it names " + wild.getText());
        }
    }

    @Override
    public void enterFunctionCall(MySqlParser.FunctionCallContext call) {
        if (ofView
                && call.qualifiedIdentifier() != null
                && call.qualifiedIdentifier().dotIdentifier() != null) {
            throw new UncertainNamesException(
                    "it calls " + call.qualifiedIdentifier().getText());
        }
    }

    /** In a view's query, tables keep their own names, so that columns with these before them stay right. */
    private void fieldOfView(MySqlParser.FieldIdentifierContext field) {
        MySqlParser.QualifiedIdentifierContext qualifier = field.qualifiedIdentifier();
        if (qualifier == null || (field.dotIdentifier() != null && qualifier.dotIdentifier() == null)) {
            throw new UncertainNamesException("it names the column " + field.getText() + " in an unusual way");
        }
        if (field.dotIdentifier() != null) {
            TableId table = of(qualifier);
            edits.replace(qualifier, mapping.table(table).target().quoted());
        }
    }

    /** Refuses a query over tables that have other names, or columns with other names, on the target. */
    void requireOwnNames(TableId view) {
        for (TableId table : tables) {
            MappedTable mapped = mapping.table(table);
            boolean sameName = table.equals(view) || mapped.target().table().equals(table.table());
            if (!sameName || mapped.mapsColumns()) {
                throw new UncertainNamesException(
                        "its query is over " + table + ", of which more than the database has another name");
            }
        }
    }

    @Override
    public void enterSchemaName(MySqlParser.SchemaNameContext name) {
        edits.replace(name, TableId.quote(mapping.database(SqlNames.plain(name.identifier()))));
    }

    @Override
    public void enterSchemaRef(MySqlParser.SchemaRefContext name) {
        edits.replace(name, TableId.quote(mapping.database(SqlNames.plain(name.identifier()))));
    }

    private void column(MySqlParser.@Nullable IdentifierContext name, MappedTable table) {
        if (name == null || !table.mapsColumns()) {
            return;
        }
        String source = SqlNames.plain(name);
        Optional<String> target = table.column(source);
        if (target.isEmpty()) {
            if (leaving.stream().noneMatch(element -> isWithin(name, element))) {
                throw new UncertainNamesException("it needs the column " + source + " of " + table.source() + ", which "
                        + MappingOptions.MAPPING + " leaves out");
            }
        } else if (!target.get().equals(source)) {
            edits.replace(name, TableId.quote(target.get()));
        }
    }

    private static boolean isWithin(ParseTree part, ParserRuleContext whole) {
        for (ParseTree at = part; at != null; at = at.getParent()) {
            if (at.equals(whole)) {
                return true;
            }
        }
        return false;
    }

    private boolean isLeftOut(MySqlParser.@Nullable IdentifierContext name) {
        return name != null && main.column(SqlNames.plain(name)).isEmpty();
    }

    @Override
    public void enterTableElementList(MySqlParser.TableElementListContext list) {
        leave(
                list.tableElement(),
                list.tableElement().stream()
                        .filter(element -> element.columnDefinition() != null
                                && isLeftOut(
                                        element.columnDefinition().columnName().identifier()))
                        .toList());
    }

    @Override
    public void enterAlterList(MySqlParser.AlterListContext list) {
        List<ParserRuleContext> actions = list.getRuleContexts(ParserRuleContext.class);
        changes += actions.size();
        leave(actions, actions.stream().filter(this::isOfLeftOut).toList());
    }

    private boolean isOfLeftOut(ParserRuleContext action) {
        if (!(action instanceof MySqlParser.AlterListItemContext item)) {
            return false;
        }
        MySqlParser.ColumnInternalRefContext old = item.columnInternalRef();
        boolean newToo = item.identifier() == null || isLeftOut(item.identifier());
        return old == null
                ? item.fieldDefinition() != null && isLeftOut(item.identifier())
                : isLeftOut(old.identifier()) && newToo;
    }

    private void leave(List<? extends ParserRuleContext> elements, List<? extends ParserRuleContext> removed) {
        if (removed.isEmpty()) {
            return;
        }
        leaving.addAll(removed);
        if (removed.size() == elements.size()) {
            if (!(removed.get(0).getParent().getParent() instanceof MySqlParser.AlterCommandListContext)) {
                throw new UncertainNamesException("nothing of a part of it is left without the columns that "
                        + MappingOptions.MAPPING + " leaves out");
            }
            nothingLeft = true;
        } else {
            edits.remove(elements, removed);
        }
    }

    @Override
    public void enterColumnName(MySqlParser.ColumnNameContext name) {
        column(name.identifier(), main);
    }

    @Override
    public void enterColumnInternalRef(MySqlParser.ColumnInternalRefContext name) {
        column(name.identifier(), main);
    }

    @Override
    public void enterKeyPart(MySqlParser.KeyPartContext part) {
        column(part.identifier(), main);
    }

    @Override
    public void enterPlace(MySqlParser.PlaceContext place) {
        MySqlParser.IdentifierContext name = place.identifier();
        if (isLeftOut(name) && leaving.stream().noneMatch(element -> isWithin(place, element))) {
            // The place of a column is of no importance: rows name their columns.
            edits.replace(place, "");
        } else {
            column(name, main);
        }
    }

    @Override
    public void enterAlterListItem(MySqlParser.AlterListItemContext item) {
        renamesTable |= item.tableName() != null;
        if (item.fieldDefinition() != null || item.columnInternalRef() != null) {
            column(item.identifier(), main);
        }
    }

    @Override
    public void enterAlterOrderList(MySqlParser.AlterOrderListContext order) {
        if (main.mapsColumns()) {
            order.identifier().forEach(name -> column(name, main));
        }
    }

    @Override
    public void enterFieldIdentifier(MySqlParser.FieldIdentifierContext field) {
        if (field.getParent() instanceof MySqlParser.IndexRefContext) {
            return;
        }
        if (ofView) {
            fieldOfView(field);
            return;
        }
        MySqlParser.QualifiedIdentifierContext name = field.qualifiedIdentifier();
        if (name == null || name.dotIdentifier() != null || field.dotIdentifier() != null) {
            throw new UncertainNamesException("it names the column " + field.getText() + " with its table");
        }
        column(name.identifier(), main);
    }

    @Override
    public void enterReferences(MySqlParser.ReferencesContext references) {
        TableId parent = of(references.tableRef().qualifiedIdentifier());
        columns(
                references.identifierListWithParentheses() == null
                        ? null
                        : references.identifierListWithParentheses().identifierList(),
                mapping.table(parent));
    }

    @Override
    public void enterPartitionDefKey(MySqlParser.PartitionDefKeyContext partition) {
        columns(partition.identifierList(), main);
    }

    @Override
    public void enterPartitionDefRangeList(MySqlParser.PartitionDefRangeListContext partition) {
        columns(partition.identifierList(), main);
    }

    @Override
    public void enterSubPartitions(MySqlParser.SubPartitionsContext partition) {
        columns(
                partition.identifierListWithParentheses() == null
                        ? null
                        : partition.identifierListWithParentheses().identifierList(),
                main);
    }

    private void columns(MySqlParser.@Nullable IdentifierListContext names, MappedTable table) {
        if (names != null) {
            names.identifier().forEach(name -> column(name, table));
        }
    }
}
