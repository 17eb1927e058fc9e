// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import static io.duplex.source.table.IndexRules.same;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema.TableOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One ALTER TABLE over one table. All clauses see the table as it was: first the old columns are walked, then new
 * and moved ones are placed, then keys are rebuilt, as the server does it.
 */
final class TableAlteration {
    private static final String GENERATED_KEY = "my_row_id";

    private final ModelTable table;
    private final List<AlterClause> clauses;
    private final TextRules texts;
    private final ColumnRules rules;
    private final TextRules.Resolved database;
    private final TableOptions options;
    private final List<Column> columns = new ArrayList<>();
    /** New names of the old columns that stay, by folded old name. */
    private final Map<String, String> renamed = new HashMap<>();

    TableAlteration(ModelTable table, List<AlterClause> clauses, TextRules texts, TextRules.Resolved database) {
        this.table = table;
        this.clauses = clauses;
        this.texts = texts;
        this.rules = new ColumnRules(texts);
        this.database = database;
        this.options = newOptions();
    }

    ModelTable result() {
        for (Column column : table.columns()) {
            walk(column);
        }
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.AddColumn add) {
                place(made(add.column()), add.place());
            } else if (clause instanceof AlterClause.ChangeColumn change
                    && change.place().said()) {
                Column column = made(change.column());
                columns.removeIf(c -> same(c.name(), column.name()));
                place(column, change.place());
            }
        }
        promote();
        if (of(AlterClause.Convert.class).findFirst().isPresent()) {
            TextRules.Resolved target = texts.ofTable(options);
            columns.replaceAll(column -> rules.converted(column, bytewise(column, target), charactersOf(column)));
        }
        List<IndexSpec> indexes = IndexRules.settle(indexes(), columns, texts.server());
        List<Column> settled =
                IndexRules.withKeyNotNull(rules.withoutImpliedZeros(columns, indexes, written()), indexes);
        return new ModelTable(table.id(), settled, indexes, options)
                .keyedAfter(table)
                .withIndexes(IndexRules.ordered(indexes, columns));
    }

    /** The table's first TIMESTAMP column may get an implied default. A mere renaming looks at no columns. */
    private void promote() {
        if (clauses.size() == 1 && clauses.get(0) instanceof AlterClause.RenameTo) {
            return;
        }
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            if (column.type() == ColumnType.TIMESTAMP) {
                columns.set(i, rules.promoted(column));
                for (ColumnSpec spec : written()) {
                    if (made(spec).equals(column)
                            && rules.promoted(List.of(spec)).isPresent()) {
                        columns.set(i, rules.column(spec, options, true));
                    }
                }
                return;
            }
        }
    }

    /** A column that the statement declares with BINARY keeps to the binary collation. */
    private TextRules.Resolved bytewise(Column column, TextRules.Resolved target) {
        return written().stream()
                        .anyMatch(spec -> same(spec.name(), column.name())
                                && spec.charset().binary()
                                && spec.charset().collation().isEmpty())
                ? new TextRules.Resolved(target.charset(), CharacterSets.binaryCollation(target.charset()))
                : target;
    }

    /**
     * For how many characters a converted TEXT must have room: those that it held, or those that it is declared with.
     * A redeclared one without length goes, since 8.0, by what the old column held, whatever its new type says.
     */
    private OptionalLong charactersOf(Column column) {
        for (ColumnSpec spec : written()) {
            if (same(spec.name(), column.name()) && spec.type().length().isPresent()) {
                return OptionalLong.of(spec.type().length().getAsInt());
            }
        }
        if (of(AlterClause.AddColumn.class).anyMatch(add -> same(add.column().name(), column.name()))) {
            return OptionalLong.empty();
        }
        Optional<Column> redeclared = of(AlterClause.ChangeColumn.class)
                .filter(change -> same(change.column().name(), column.name()))
                .findFirst()
                .flatMap(change -> table.column(change.oldName()));
        if (redeclared.isEmpty()) {
            return OptionalLong.of(rules.characters(column));
        }
        boolean longest = column.type() == ColumnType.LONGTEXT || column.type() == ColumnType.LONGBLOB;
        boolean byOld = texts.server().version() >= 80000 && !longest;
        return byOld ? OptionalLong.of(rules.characters(redeclared.get())) : OptionalLong.empty();
    }

    private List<ColumnSpec> written() {
        return Stream.concat(
                        of(AlterClause.AddColumn.class).map(AlterClause.AddColumn::column),
                        of(AlterClause.ChangeColumn.class).map(AlterClause.ChangeColumn::column))
                .toList();
    }

    private Column made(ColumnSpec spec) {
        return rules.column(spec, options, false);
    }

    private <T extends AlterClause> Stream<T> of(Class<T> type) {
        return clauses.stream().filter(type::isInstance).map(type::cast);
    }

    private TableOptions newOptions() {
        TableOptionSpec written = TableOptionSpec.NONE;
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.SetOptions set) {
                written = merged(written, set.options());
            } else if (clause instanceof AlterClause.Convert convert) {
                written = merged(written, convert.options());
            }
        }
        boolean toDefault = written.charset().map("DEFAULT"::equalsIgnoreCase).orElse(false);
        TextRules.Resolved before = toDefault ? database : texts.ofTable(table.options());
        return texts.options(
                texts.resolve(written, before),
                written.comment().or(() -> table.options().comment()));
    }

    private static TableOptionSpec merged(TableOptionSpec first, TableOptionSpec second) {
        return new TableOptionSpec(
                second.charset().or(first::charset),
                second.collation().or(first::collation),
                second.comment().or(first::comment));
    }

    private void walk(Column column) {
        if (of(AlterClause.DropColumn.class).anyMatch(drop -> same(drop.name(), column.name()))) {
            return;
        }
        Column after = of(AlterClause.ChangeColumn.class)
                .filter(change -> same(change.oldName(), column.name()))
                .findFirst()
                .map(change -> made(change.column()))
                .orElse(column);
        for (AlterClause clause : clauses) {
            after = touched(after, column.name(), clause);
        }
        renamed.put(IndexSpec.fold(column.name()), after.name());
        columns.add(after);
    }

    private static Column touched(Column column, String oldName, AlterClause clause) {
        if (clause instanceof AlterClause.RenameColumn rename && same(rename.oldName(), oldName)) {
            return column.toBuilder().name(rename.newName()).build();
        }
        if (clause instanceof AlterClause.SetVisibility set && same(set.column(), oldName)) {
            return column.toBuilder().invisible(!set.visible()).build();
        }
        boolean fixed = column.attributes().generated();
        if (clause instanceof AlterClause.SetDefault set && same(set.column(), oldName) && !fixed) {
            Optional<ColumnDefault> value = set.value().map(written -> written.resolve(column.type()));
            return column.toBuilder().defaultValue(value).build();
        }
        return column;
    }

    private void place(Column column, AlterClause.Place place) {
        if (place.first()) {
            columns.add(generatedKeyLeads() ? 1 : 0, column);
            return;
        }
        if (place.after().isEmpty()) {
            columns.add(column);
            return;
        }
        String name = place.after().get();
        int at = indexOf(name);
        if (at < 0) {
            at = indexOf(renamed.getOrDefault(IndexSpec.fold(name), name));
        }
        if (at < 0) {
            throw new IllegalStateException("The table model of " + table.id() + " has no column '" + name + "'.");
        }
        columns.add(at + 1, column);
    }

    /** The primary key that the server generated (8.0.30 and later) always stays the first column. */
    private boolean generatedKeyLeads() {
        if (columns.isEmpty() || !same(columns.get(0).name(), GENERATED_KEY)) {
            return false;
        }
        Column.Attributes attributes = columns.get(0).attributes();
        return attributes.invisible() && attributes.autoIncrement();
    }

    private int indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (same(columns.get(i).name(), name)) {
                return i;
            }
        }
        return -1;
    }

    private List<IndexSpec> indexes() {
        List<IndexSpec> indexes = new ArrayList<>();
        for (IndexSpec index : table.indexes()) {
            boolean dropped = of(AlterClause.DropIndex.class).anyMatch(drop -> index.named(drop.name()));
            List<IndexSpec.Part> parts = partsLeft(index);
            if (!dropped && !parts.isEmpty()) {
                indexes.add(newName(index).withParts(parts));
            }
        }
        of(AlterClause.AddIndex.class).forEach(add -> indexes.add(add.index()));
        return indexes;
    }

    private IndexSpec newName(IndexSpec index) {
        return of(AlterClause.RenameIndex.class)
                .filter(rename -> index.named(rename.oldName()))
                .findFirst()
                .map(rename -> index.withName(rename.newName()))
                .orElse(index);
    }

    private List<IndexSpec.Part> partsLeft(IndexSpec index) {
        List<IndexSpec.Part> parts = new ArrayList<>();
        for (IndexSpec.Part part : index.parts()) {
            if (part.column().isEmpty()) {
                parts.add(part);
            } else {
                String name = part.column().get();
                Optional.ofNullable(renamed.get(IndexSpec.fold(name)))
                        .map(now -> new IndexSpec.Part(Optional.of(now), prefixAfter(part, name, now)))
                        .or(() -> replaced(part, name))
                        .ifPresent(parts::add);
            }
        }
        return parts;
    }

    private OptionalInt prefixAfter(IndexSpec.Part part, String oldName, String newName) {
        if (of(AlterClause.ChangeColumn.class).noneMatch(change -> same(change.oldName(), oldName))) {
            return part.prefix();
        }
        Column before = table.column(oldName).orElseThrow();
        return rules.lengths().ofChanged(part, before, columns.get(indexOf(newName)));
    }

    /** A column that is dropped and added anew in one statement keeps its place in keys, with the old key length. */
    private Optional<IndexSpec.Part> replaced(IndexSpec.Part part, String name) {
        int at = indexOf(name);
        if (at < 0) {
            return Optional.empty();
        }
        OptionalInt prefix = table.column(name)
                .map(before -> rules.lengths().ofReplaced(part, before))
                .orElse(part.prefix());
        return Optional.of(new IndexSpec.Part(Optional.of(columns.get(at).name()), prefix));
    }
}
