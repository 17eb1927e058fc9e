// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.column;

import io.debezium.spi.converter.RelationalColumn;
import io.duplex.protocol.envelope.ConvertibleColumn;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A column as converters see it. */
record DescribedColumn(ConvertibleColumn column) implements RelationalColumn {
    private static final int NO_NATIVE_TYPE = -1;

    /** Types whose name says the character set; all servers call it so, whatever else they call it too. */
    private static final Pattern NATIONAL = Pattern.compile("N(CHAR|VARCHAR|ATIONAL)\\b");

    private static final String NATIONAL_CHARSET = "utf8";

    @Override
    public String name() {
        return column.column().name();
    }

    @Override
    public String dataCollection() {
        return column.table().toString();
    }

    @Override
    public int jdbcType() {
        return column.jdbcType();
    }

    @Override
    public int nativeType() {
        return NO_NATIVE_TYPE;
    }

    @Override
    public String typeName() {
        return column.typeName();
    }

    @Override
    public String typeExpression() {
        return column.typeName();
    }

    @Override
    public OptionalInt length() {
        return column.length();
    }

    @Override
    public OptionalInt scale() {
        return column.scale();
    }

    @Override
    public boolean isOptional() {
        return column.column().nullable();
    }

    @Override
    public @Nullable Object defaultValue() {
        return column.preset().orElse(null);
    }

    @Override
    public boolean hasDefaultValue() {
        return column.column().nullable() || column.column().defaultValue().isPresent();
    }

    @Override
    public @Nullable String charsetName() {
        return column.column()
                .charset()
                .map(charset -> NATIONAL.matcher(column.typeName()).lookingAt() ? NATIONAL_CHARSET : charset)
                .orElse(null);
    }
}
