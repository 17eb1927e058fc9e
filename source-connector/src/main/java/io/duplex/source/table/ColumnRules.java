// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.table;

import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnBuilder;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableSchema.TableOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes a column of what is written and what the table and the session add. */
final class ColumnRules {
    private static final int LONGEST_VARIABLE = 65535;
    private static final int LONGEST_FIXED = 255;
    private static final List<ColumnType> TEXTS =
            List.of(ColumnType.TINYTEXT, ColumnType.TEXT, ColumnType.MEDIUMTEXT, ColumnType.LONGTEXT);
    private static final List<ColumnType> BLOBS =
            List.of(ColumnType.TINYBLOB, ColumnType.BLOB, ColumnType.MEDIUMBLOB, ColumnType.LONGBLOB);
    private static final long[] CAPACITY = {0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFFL};

    private final TextRules texts;
    private final boolean explicitTimestamps;
    /** Whether TEXT(0) is the smallest TEXT, and not as if no size was written. */
    private final boolean zeroSizes;

    ColumnRules(TextRules texts) {
        this.texts = texts;
        this.zeroSizes = texts.server().version() >= 80000;
        this.explicitTimestamps = texts.context()
                .explicitDefaultsForTimestamp()
                .orElse(texts.server().explicitDefaultsForTimestamp());
    }

    /**
     * Returns the first of a statement's columns that silently becomes NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE
     * CURRENT_TIMESTAMP: without explicit_defaults_for_timestamp the first TIMESTAMP, if nothing is said about it.
     */
    Optional<ColumnSpec> promoted(List<ColumnSpec> specs) {
        if (explicitTimestamps) {
            return Optional.empty();
        }
        return specs.stream()
                .filter(spec -> spec.type().type() == ColumnType.TIMESTAMP)
                .findFirst()
                .filter(spec -> !spec.nullable().orElse(false)
                        && spec.defaultValue().isEmpty()
                        && !spec.has(ColumnSpec.Flag.GENERATED)
                        && !spec.has(ColumnSpec.Flag.ON_UPDATE));
    }

    Column column(ColumnSpec spec, TableOptions table, boolean promoted) {
        ColumnSpec.TypeSpec written = spec.type();
        Optional<TextRules.Resolved> text =
                written.type().hasCharset() ? Optional.of(texts.ofColumn(spec.charset(), table)) : Optional.empty();
        ColumnType type = type(written, text);
        ColumnBuilder builder = Column.builder(spec.name(), type)
                .type(type, written.declared())
                .unsigned(written.unsigned())
                .labels(written.labels())
                .autoIncrement(spec.has(ColumnSpec.Flag.AUTO_INCREMENT))
                .generated(spec.has(ColumnSpec.Flag.GENERATED))
                .onUpdate(promoted || spec.has(ColumnSpec.Flag.ON_UPDATE))
                .invisible(spec.has(ColumnSpec.Flag.INVISIBLE))
                .comment(spec.details().comment());
        written.length().ifPresent(builder::length);
        written.scale().ifPresent(builder::scale);
        if (type.hasCharset()) {
            builder.charset(text.map(t -> t.charset().name())).collation(text.map(TextRules.Resolved::collation));
        }
        boolean nullable = nullable(spec, type);
        return builder.nullable(nullable)
                .defaultValue(defaultValue(spec, type, nullable, promoted))
                .build();
    }

    private boolean nullable(ColumnSpec spec, ColumnType type) {
        if (spec.has(ColumnSpec.Flag.PRIMARY)) {
            return false;
        }
        boolean implied = type == ColumnType.TIMESTAMP && !explicitTimestamps;
        if (implied && spec.has(ColumnSpec.Flag.GENERATED) && texts.server().version() < 80000) {
            return false; // Whatever the column says.
        }
        return spec.nullable().orElse(!implied);
    }

    private Optional<ColumnDefault> defaultValue(ColumnSpec spec, ColumnType type, boolean nullable, boolean promoted) {
        if (spec.defaultValue().isPresent() && !ignored(spec.defaultValue().get(), type)) {
            return spec.defaultValue().map(written -> written.resolve(type));
        }
        if (spec.has(ColumnSpec.Flag.GENERATED)) {
            return Optional.empty();
        }
        if (nullable) {
            return Optional.of(ColumnDefault.NULL);
        }
        if (type != ColumnType.TIMESTAMP || explicitTimestamps) {
            return Optional.empty();
        }
        int digits = spec.type().length().orElse(0);
        if (promoted) {
            return Optional.of(now(digits));
        }
        return Optional.of(
                ColumnDefault.literal("0000-00-00 00:00:00" + (digits == 0 ? "" : "." + "0".repeat(digits))));
    }

    /** A TEXT or BLOB has no literal default: servers that are not strict pass over an empty one. */
    private static boolean ignored(DefaultSpec written, ColumnType type) {
        return written.form() == DefaultSpec.Form.STRING && (TEXTS.contains(type) || BLOBS.contains(type));
    }

    private static ColumnDefault now(int digits) {
        String precision = digits == 0 ? "" : "(" + digits + ")";
        return new ColumnDefault(ColumnDefault.Kind.CURRENT_TIMESTAMP, "CURRENT_TIMESTAMP" + precision);
    }

    /** Returns a table's first TIMESTAMP as each ALTER TABLE leaves it, if it has lost its default. */
    Column promoted(Column first) {
        boolean bare = !explicitTimestamps
                && !first.nullable()
                && first.defaultValue().isEmpty()
                && !first.attributes().generated()
                && !first.attributes().onUpdate();
        return bare ? first.toBuilder().onUpdate(true).build() : first;
    }

    /** Returns the type with the binary character set and oversized lengths accounted for. */
    private ColumnType type(ColumnSpec.TypeSpec written, Optional<TextRules.Resolved> text) {
        ColumnType type = written.type();
        boolean binary = text.map(TextRules.Resolved::binary).orElse(false);
        if (binary) {
            type = binaryOf(type);
        }
        boolean unsized = written.length().isEmpty() || (written.length().getAsInt() == 0 && !zeroSizes);
        if (unsized) {
            return type;
        }
        long width = binary ? 1 : text.map(t -> t.charset().maxLength()).orElse(1);
        return sized(type, written.length().getAsInt() * width);
    }

    /** Returns the type that a column of this many bytes gets. */
    private static ColumnType sized(ColumnType type, long bytes) {
        return switch (type) {
            case TEXT -> fitting(TEXTS, bytes);
            case BLOB -> fitting(BLOBS, bytes);
            case VARCHAR -> bytes > LONGEST_VARIABLE ? fitting(TEXTS, bytes) : type;
            case VARBINARY -> bytes > LONGEST_VARIABLE ? fitting(BLOBS, bytes) : type;
            case BINARY -> bytes > LONGEST_FIXED ? ColumnType.VARBINARY : type;
            default -> type;
        };
    }

    private static ColumnType fitting(List<ColumnType> types, long bytes) {
        for (int i = 0; i < CAPACITY.length; i++) {
            if (bytes <= CAPACITY[i]) {
                return types.get(i);
            }
        }
        return types.get(types.size() - 1);
    }

    private static ColumnType binaryOf(ColumnType type) {
        return switch (type) {
            case CHAR -> ColumnType.BINARY;
            case VARCHAR -> ColumnType.VARBINARY;
            case TINYTEXT -> ColumnType.TINYBLOB;
            case TEXT -> ColumnType.BLOB;
            case MEDIUMTEXT -> ColumnType.MEDIUMBLOB;
            case LONGTEXT -> ColumnType.LONGBLOB;
            default -> type;
        };
    }

    /**
     * Returns the column after CONVERT TO CHARACTER SET.
     *
     * @param characters for how many a TEXT must have room, which decides its size; empty when it stays as declared
     */
    Column converted(Column column, TextRules.Resolved target, OptionalLong characters) {
        if (BLOBS.contains(column.type()) && characters.isPresent()) {
            ColumnType fitting = fitting(BLOBS, characters.getAsLong());
            return fitting == column.type()
                    ? column
                    : column.toBuilder().type(fitting, fitting.name()).build();
        }
        boolean wasBinary = column.charset().map("binary"::equals).orElse(false);
        if (!column.type().hasCharset() || wasBinary) {
            return column;
        }
        int width = target.charset().maxLength();
        ColumnType type = column.type();
        if (TEXTS.contains(type)) {
            type = characters.isPresent() ? fitting(TEXTS, characters.getAsLong() * width) : type;
        } else if (column.length().isPresent()) {
            type = sized(type, (long) column.length().getAsInt() * width);
        }
        if (target.binary()) {
            type = binaryOf(type);
        }
        ColumnBuilder builder = column.toBuilder()
                .charset(Optional.of(target.charset().name()))
                .collation(Optional.of(target.collation()));
        if (type != column.type()) {
            builder.type(type, type.name());
        }
        if (!type.hasCharset()) {
            builder.charset(Optional.empty()).collation(Optional.empty());
        }
        return builder.build();
    }

    /** Returns how many bytes a TEXT or BLOB of this type holds. */
    static long capacity(ColumnType type) {
        return CAPACITY[Math.max(TEXTS.indexOf(type), BLOBS.indexOf(type))];
    }

    /** Bytes that a character of the column may take. */
    private int width(Column column) {
        return lengths().width(column);
    }

    KeyLengths lengths() {
        return new KeyLengths(texts.server().charsets());
    }

    /**
     * Returns the columns without the zero that a TIMESTAMP silently got as default where it is in the primary key.
     *
     * @param written the columns that the statement declares
     */
    List<Column> withoutImpliedZeros(List<Column> columns, List<IndexSpec> indexes, List<ColumnSpec> written) {
        if (explicitTimestamps) {
            return columns;
        }
        List<Column> kept = new ArrayList<>(columns);
        kept.replaceAll(column -> column.type() == ColumnType.TIMESTAMP
                        && !column.attributes().onUpdate()
                        && indexes.stream()
                                .anyMatch(index ->
                                        index.kind() == IndexSpec.Kind.PRIMARY && IndexRules.covers(index, column))
                        && written.stream()
                                .anyMatch(spec -> IndexRules.same(spec.name(), column.name())
                                        && spec.defaultValue().isEmpty())
                ? column.toBuilder().defaultValue(Optional.empty()).build()
                : column);
        return kept;
    }

    /** How many characters the server reckons with when a column of this kind becomes, or stays, a TEXT. */
    long characters(Column column) {
        ColumnType type = column.type();
        if (TEXTS.contains(type)) {
            return CAPACITY[TEXTS.indexOf(type)] / width(column);
        }
        if (BLOBS.contains(type)) {
            return CAPACITY[BLOBS.indexOf(type)];
        }
        return switch (type.family()) {
            case TEXT, BYTES -> column.length().orElse(1);
            case LABELS ->
                column.labels().stream().mapToLong(label -> label.length() + 1L).sum();
            case JSON, SPATIAL -> CAPACITY[CAPACITY.length - 1];
            case INTEGER, NUMBER, TEMPORAL -> 1;
        };
    }
}
