// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.debezium.ddl.parser.mysql.generated.MySqlParser.CheckOrReferencesContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.CreateTableOptionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DefaultCharsetContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.DefaultCollationContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyListContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyListWithExpressionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyPartContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.KeyPartOrExpressionContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableConstraintDefContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableElementContext;
import io.debezium.ddl.parser.mysql.generated.MySqlParser.TableElementListContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads the body of CREATE TABLE: columns, keys and options. */
final class TableReader {
    /** The first version that makes a foreign key of REFERENCES behind a column. */
    private static final int INLINE_REFERENCES = 90000;

    private static final int NEW_OPTIONS = 80000;

    private final TreeText text;
    private final TypeReader types;
    private final ColumnReader columns;
    private final int serverVersion;

    TableReader(TreeText text, int serverVersion) {
        this.text = text;
        this.serverVersion = serverVersion;
        this.types = new TypeReader(text);
        this.columns = new ColumnReader(text, types);
    }

    TreeText text() {
        return text;
    }

    ColumnReader columns() {
        return columns;
    }

    DdlStatement.CreateTable table(DdlStatement.Head head, CreateTableContext tree) {
        List<ColumnSpec> specs = new ArrayList<>();
        List<IndexSpec> indexes = new ArrayList<>();
        if (tree.tableElementList() != null) {
            elements(tree.tableElementList(), specs, indexes);
        }
        TableOptionSpec options = TableOptionSpec.NONE;
        boolean fromSelect = false;
        if (tree.createTableOptionsEtc() != null) {
            if (tree.createTableOptionsEtc().createTableOptions() != null) {
                options = options(
                        tree.createTableOptionsEtc().createTableOptions().createTableOption());
            }
            var rest = tree.createTableOptionsEtc().createPartitioningEtc();
            fromSelect = rest != null && rest.duplicateAsQe() != null;
        }
        return new DdlStatement.CreateTable(head, specs, indexes, options, fromSelect, text.context());
    }

    void elements(TableElementListContext tree, List<ColumnSpec> specs, List<IndexSpec> indexes) {
        for (TableElementContext element : tree.tableElement()) {
            if (element.columnDefinition() != null) {
                ColumnSpec spec = columns.column(
                        text.unquotedColumn(element.columnDefinition().columnName()),
                        element.columnDefinition().fieldDefinition());
                specs.add(spec);
                indexes.addAll(inlineIndexes(spec));
                references(spec.name(), element.columnDefinition().checkOrReferences())
                        .ifPresent(indexes::add);
            } else {
                index(element.tableConstraintDef()).ifPresent(indexes::add);
            }
        }
    }

    /** Returns the index of a foreign key that is written behind its column. */
    Optional<IndexSpec> references(String column, @Nullable CheckOrReferencesContext tree) {
        return serverVersion >= INLINE_REFERENCES && tree != null && tree.references() != null
                ? Optional.of(new IndexSpec(
                        IndexSpec.Kind.GENERATED,
                        Optional.empty(),
                        List.of(new IndexSpec.Part(Optional.of(column), OptionalInt.empty()))))
                : Optional.empty();
    }

    /** Keys that a column's own attributes make. */
    static List<IndexSpec> inlineIndexes(ColumnSpec spec) {
        List<IndexSpec> made = new ArrayList<>();
        List<IndexSpec.Part> parts = List.of(new IndexSpec.Part(Optional.of(spec.name()), OptionalInt.empty()));
        if (spec.has(ColumnSpec.Flag.PRIMARY)) {
            made.add(new IndexSpec(IndexSpec.Kind.PRIMARY, Optional.of(IndexSpec.PRIMARY), parts));
        }
        if (spec.has(ColumnSpec.Flag.UNIQUE)) {
            made.add(new IndexSpec(IndexSpec.Kind.UNIQUE, Optional.empty(), parts));
        }
        return made;
    }

    /** Returns the index of a constraint; CHECK makes none. */
    Optional<IndexSpec> index(TableConstraintDefContext tree) {
        Optional<String> constraint = Optional.ofNullable(tree.constraintName())
                .flatMap(c -> Optional.ofNullable(c.identifier()))
                .map(text::name);
        Optional<String> index = indexName(tree);
        if (tree.FOREIGN_SYMBOL() != null) {
            return Optional.of(
                    new IndexSpec(IndexSpec.Kind.GENERATED, constraint.or(() -> index), parts(tree.keyList())));
        }
        if (tree.keyListWithExpression() == null) {
            return Optional.empty();
        }
        List<IndexSpec.Part> parts = parts(tree.keyListWithExpression());
        if (tree.PRIMARY_SYMBOL() != null) {
            return Optional.of(new IndexSpec(IndexSpec.Kind.PRIMARY, Optional.of(IndexSpec.PRIMARY), parts));
        }
        if (tree.UNIQUE_SYMBOL() != null) {
            return Optional.of(new IndexSpec(IndexSpec.Kind.UNIQUE, index.or(() -> constraint), parts));
        }
        boolean special = tree.FULLTEXT_SYMBOL() != null || tree.SPATIAL_SYMBOL() != null;
        return Optional.of(new IndexSpec(special ? IndexSpec.Kind.SPECIAL : IndexSpec.Kind.PLAIN, index, parts));
    }

    private Optional<String> indexName(TableConstraintDefContext tree) {
        if (tree.indexName() != null) {
            return Optional.of(text.name(tree.indexName().identifier()));
        }
        return Optional.ofNullable(tree.indexNameAndType())
                .flatMap(named -> Optional.ofNullable(named.indexName()))
                .map(name -> text.name(name.identifier()));
    }

    List<IndexSpec.Part> parts(KeyListWithExpressionContext tree) {
        List<IndexSpec.Part> parts = new ArrayList<>();
        for (KeyPartOrExpressionContext part : tree.keyPartOrExpression()) {
            parts.add(
                    part.keyPart() == null
                            ? new IndexSpec.Part(Optional.empty(), OptionalInt.empty())
                            : part(part.keyPart()));
        }
        return parts;
    }

    private List<IndexSpec.Part> parts(@Nullable KeyListContext tree) {
        List<IndexSpec.Part> parts = new ArrayList<>();
        if (tree != null) {
            tree.keyPart().forEach(part -> parts.add(part(part)));
        }
        return parts;
    }

    private IndexSpec.Part part(KeyPartContext tree) {
        OptionalInt prefix = tree.fieldLength() == null
                ? OptionalInt.empty()
                : OptionalInt.of(Integer.parseInt(tree.fieldLength().getText().replaceAll("\\D", "")));
        return new IndexSpec.Part(Optional.of(text.name(tree.identifier())), prefix);
    }

    TableOptionSpec options(List<CreateTableOptionContext> trees) {
        TableOptionSpec options = TableOptionSpec.NONE;
        for (CreateTableOptionContext tree : trees) {
            options = with(options, tree.defaultCharset(), tree.defaultCollation());
            if (tree.COMMENT_SYMBOL() != null) {
                String comment = text.unquoted(tree.textStringLiteral().getText());
                options = new TableOptionSpec(options.charset(), options.collation(), Optional.of(comment));
            }
        }
        return options;
    }

    TableOptionSpec with(
            TableOptionSpec options,
            @Nullable DefaultCharsetContext charset,
            @Nullable DefaultCollationContext collation) {
        if (charset != null) {
            // Before 8.0 a character set undoes a collation that is written before it.
            Optional<String> kept = serverVersion < NEW_OPTIONS ? Optional.empty() : options.collation();
            return new TableOptionSpec(Optional.of(types.charsetName(charset.charsetName())), kept, options.comment());
        }
        if (collation != null) {
            String name = collation.collationName().textOrIdentifier() == null
                    ? "binary"
                    : text.textOrName(collation.collationName().textOrIdentifier());
            return new TableOptionSpec(options.charset(), Optional.of(name), options.comment());
        }
        return options;
    }

    TypeReader types() {
        return types;
    }
}
