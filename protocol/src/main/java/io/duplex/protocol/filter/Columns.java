// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.filter;

import io.duplex.protocol.filter.Text.Strength;
import io.duplex.protocol.filter.Type.Kind;
import io.duplex.protocol.filter.Type.Sign;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Compiles references to columns: canonical values become values of their type. */
final class Columns {
    private Columns() {}

    static Typed of(Term term, TableSchema table) {
        String name = name(term, table.id());
        int position = table.indexOf(name)
                .orElseThrow(() -> term.refused("table " + table.id() + " has no such column; it has "
                        + table.columns().stream().map(Column::name).collect(Collectors.joining(", ")) + "."));
        Column column = table.columns().get(position);
        return new Typed(
                type(column), evaluator(column, position), java.util.Optional.of(column), false, false, term.source());
    }

    /** Returns the name of the column that is meant; a qualified one must be of the table. */
    static String name(Term term, TableId table) {
        List<String> parts = parts(term.detail());
        boolean fits = parts.size() <= 3
                && (parts.size() < 2 || parts.get(parts.size() - 2).equals(table.table()))
                && (parts.size() < 3 || parts.get(0).equals(table.database()));
        if (!fits) {
            throw term.refused("only columns of table " + table + " can be used.");
        }
        return parts.get(parts.size() - 1);
    }

    private static List<String> parts(String reference) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < reference.length(); i++) {
            char c = reference.charAt(i);
            if (c == '`' && quoted && i + 1 < reference.length() && reference.charAt(i + 1) == '`') {
                part.append(c);
                i++;
            } else if (c == '`') {
                quoted = !quoted;
            } else if (c == '.' && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else if (quoted || !Character.isWhitespace(c)) {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }

    private static Type type(Column column) {
        boolean unsigned = column.unsigned();
        return switch (column.type()) {
            case TINYINT -> Type.integer(unsigned, 3);
            case SMALLINT -> Type.integer(unsigned, 5);
            case MEDIUMINT -> Type.integer(unsigned, 8);
            case INT -> Type.integer(unsigned, 10);
            case BIGINT -> unsigned ? Type.BIGINT_UNSIGNED : Type.BIGINT;
            case YEAR -> Type.integer(true, 4);
            case BIT -> column.length().orElse(1) > 63 ? opaque() : Type.integer(true, 18);
            case DECIMAL -> {
                int scale = column.scale().orElse(0);
                yield new Type(Kind.DECIMAL, Sign.of(unsigned), column.length().orElse(10) - scale, scale, Text.NONE);
            }
            case FLOAT, DOUBLE ->
                column.scale().isPresent() ? opaque() : new Type(Kind.REAL, Sign.of(unsigned), 0, 0, Text.NONE);
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> text(Kind.TEXT, column);
            case ENUM, SET -> text(Kind.LABELS, column);
            case BINARY, VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB ->
                Type.text(Text.BYTES.with(Strength.IMPLICIT));
            case DATE -> Type.DATE;
            case DATETIME, TIMESTAMP -> Type.temporal(Kind.DATETIME, column.fractionalDigits());
            case TIME -> Type.temporal(Kind.TIME, column.fractionalDigits());
            default -> opaque();
        };
    }

    private static Type opaque() {
        return new Type(Kind.OPAQUE, Sign.SIGNED, 0, 0, Text.NONE);
    }

    private static Type text(Kind kind, Column column) {
        String charset = column.charset().orElse("?");
        String plain = charset.equals("utf8") ? "utf8mb3" : charset;
        if (plain.equals("binary")) {
            return new Type(kind, Sign.SIGNED, 0, 0, Text.BYTES.with(Strength.IMPLICIT));
        }
        String collation = column.text().collation().orElse(Text.UNKNOWN_COLLATION);
        return new Type(kind, Sign.SIGNED, 0, 0, new Text(plain, Collations.canonical(collation), Strength.IMPLICIT));
    }

    private static Evaluator evaluator(Column column, int position) {
        return switch (column.type()) {
            case BIGINT -> column.unsigned() ? row -> bits(row.get(position)) : row -> row.get(position);
            case BIT -> row -> bigEndian((byte[]) row.get(position));
            case FLOAT -> row -> widened((Float) row.get(position));
            default -> row -> row.get(position);
        };
    }

    private static @Nullable Object bits(@Nullable Object value) {
        return value instanceof BigInteger big ? (Object) big.longValue() : value;
    }

    private static @Nullable Object widened(@Nullable Float value) {
        return value == null ? null : (Object) (double) value;
    }

    private static @Nullable Object bigEndian(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        long value = 0;
        for (byte b : bytes) {
            value = (value << 8) | (b & 0xFF);
        }
        return value;
    }
}
