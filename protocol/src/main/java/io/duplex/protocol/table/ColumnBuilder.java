// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.table;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Builds a {@link Column} step by step; not thread-safe. */
public final class ColumnBuilder {
    private String name;
    private ColumnType type;
    private String declaredType;
    private boolean unsigned;
    private OptionalInt length = OptionalInt.empty();
    private OptionalInt scale = OptionalInt.empty();
    private Optional<String> charset = Optional.empty();
    private Optional<String> collation = Optional.empty();
    private List<String> labels = List.of();
    private boolean nullable = true;
    private Optional<ColumnDefault> defaultValue = Optional.empty();
    private boolean autoIncrement;
    private boolean generated;
    private boolean onUpdate;
    private boolean invisible;
    private Optional<String> comment = Optional.empty();

    ColumnBuilder(String name, ColumnType type) {
        this.name = name;
        this.type = type;
        this.declaredType = type.name();
    }

    ColumnBuilder(Column column) {
        this(column.name(), column.type());
        declaredType = column.declaration().declaredType();
        unsigned = column.unsigned();
        length = column.length();
        scale = column.scale();
        charset = column.charset();
        collation = column.text().collation();
        labels = column.labels();
        nullable = column.nullable();
        defaultValue = column.defaultValue();
        autoIncrement = column.attributes().autoIncrement();
        generated = column.attributes().generated();
        onUpdate = column.attributes().onUpdate();
        invisible = column.attributes().invisible();
        comment = column.comment();
    }

    public ColumnBuilder name(String value) {
        name = value;
        return this;
    }

    /** Sets the type and, with it, the declared type's spelling. */
    public ColumnBuilder type(ColumnType value, String declared) {
        type = value;
        declaredType = declared;
        return this;
    }

    public ColumnBuilder unsigned(boolean value) {
        unsigned = value;
        return this;
    }

    public ColumnBuilder length(int value) {
        length = OptionalInt.of(value);
        return this;
    }

    public ColumnBuilder scale(int value) {
        scale = OptionalInt.of(value);
        return this;
    }

    public ColumnBuilder charset(Optional<String> value) {
        charset = value;
        return this;
    }

    public ColumnBuilder collation(Optional<String> value) {
        collation = value;
        return this;
    }

    public ColumnBuilder labels(List<String> value) {
        labels = value;
        return this;
    }

    public ColumnBuilder nullable(boolean value) {
        nullable = value;
        return this;
    }

    public ColumnBuilder defaultValue(Optional<ColumnDefault> value) {
        defaultValue = value;
        return this;
    }

    public ColumnBuilder autoIncrement(boolean value) {
        autoIncrement = value;
        return this;
    }

    public ColumnBuilder onUpdate(boolean value) {
        onUpdate = value;
        return this;
    }

    public ColumnBuilder generated(boolean value) {
        generated = value;
        return this;
    }

    public ColumnBuilder invisible(boolean value) {
        invisible = value;
        return this;
    }

    public ColumnBuilder comment(Optional<String> value) {
        comment = value;
        return this;
    }

    /** Returns the column. */
    public Column build() {
        return new Column(
                name,
                new Column.Declaration(type, declaredType, unsigned, length, scale),
                new Column.Text(charset, collation, labels),
                nullable,
                defaultValue,
                new Column.Attributes(autoIncrement, generated, invisible, onUpdate),
                comment);
    }
}
