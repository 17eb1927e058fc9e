// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnBuilder;
import io.duplex.protocol.table.ColumnDefault;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tables with all types and rows with all that MySQL can hold in them, of one seed. */
final class RandomRows {
    private static final String[] CHARSETS = {
        "utf8mb4", "utf8mb3", "latin1", "ascii", "gbk", "sjis", "cp1251", "ucs2", "utf16le", "utf32", "swe7", "hp8",
        "big5", "koi8u", "eucjpms", "gb18030", "binary"
    };
    private static final List<String> LABELS = List.of("a", "b c", "\u00e9\u4e2d", "", "x,y", "p\\q", "it's", "7", "0");

    private final Random random;

    RandomRows(long seed) {
        this.random = new Random(seed);
    }

    TableSchema table() {
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(12); i++) {
            columns.add(column("c" + i));
        }
        List<String> key = random.nextBoolean() ? List.of("c0") : List.of();
        return new TableSchema(new TableId("shop", "t1"), columns, key, List.of(), TableSchema.TableOptions.NONE);
    }

    private Column column(String name) {
        ColumnType type = pick(ColumnType.values());
        ColumnBuilder builder = Column.builder(name, type).nullable(random.nextBoolean());
        switch (type) {
            case TINYINT ->
                builder.unsigned(random.nextBoolean()).type(type, random.nextInt(3) == 0 ? "BOOLEAN" : "TINYINT");
            case SMALLINT, MEDIUMINT, INT, BIGINT -> builder.unsigned(random.nextBoolean());
            case DECIMAL -> builder.length(30).scale(random.nextInt(11));
            case DOUBLE -> builder.type(type, random.nextBoolean() ? "DOUBLE" : "REAL");
            case FLOAT -> {
                if (random.nextBoolean()) {
                    builder.length(7).scale(3);
                }
            }
            case BIT -> builder.length(1 + random.nextInt(64));
            case TIME, DATETIME, TIMESTAMP -> builder.length(random.nextInt(7));
            case BINARY -> builder.length(1 + random.nextInt(9));
            case ENUM -> builder.labels(LABELS);
            case SET ->
                builder.labels(IntStream.range(0, 1 + random.nextInt(64))
                        .mapToObj(i -> "l\\" + i)
                        .toList());
            default -> builder.charset(type.hasCharset() ? Optional.of(pick(CHARSETS)) : Optional.empty());
        }
        Column column = builder.build();
        return random.nextInt(3) == 0
                ? column.toBuilder().defaultValue(defaultValue(column)).build()
                : column;
    }

    private static Optional<ColumnDefault> defaultValue(Column column) {
        return switch (column.type().family()) {
            case INTEGER -> Optional.of(ColumnDefault.literal(column.type() == ColumnType.YEAR ? "1999" : "1"));
            case NUMBER -> Optional.of(ColumnDefault.literal("1.5"));
            case TEXT -> Optional.of(ColumnDefault.literal("abc"));
            case TEMPORAL ->
                Optional.of(
                        ColumnDefault.literal(column.type() == ColumnType.TIME ? "10:11:12" : "2020-01-02 03:04:05"));
            default -> Optional.empty();
        };
    }

    RowImage row(TableSchema table) {
        return RowImage.of(table.columns().stream()
                .map(column -> column.nullable() && random.nextInt(4) == 0 ? null : value(column))
                .toArray());
    }

    @Nullable
    Object value(Column column) {
        return switch (column.type()) {
            case TINYINT -> integer(8, column.unsigned());
            case SMALLINT -> integer(16, column.unsigned());
            case MEDIUMINT -> integer(24, column.unsigned());
            case INT -> integer(32, column.unsigned());
            case BIGINT -> integer(64, column.unsigned());
            case DECIMAL ->
                new BigDecimal(
                                new BigInteger(random.nextInt(60), random),
                                column.scale().orElse(0))
                        .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1));
            case FLOAT -> random.nextFloat() * 1000;
            case DOUBLE -> random.nextBoolean() ? 0.25 : random.nextGaussian() * 1e9;
            case BIT -> bits(column.length().orElse(1));
            case YEAR -> random.nextInt(5) == 0 ? 0L : 1901L + random.nextInt(255);
            case DATE -> date();
            case TIME -> random.nextLong(6_040_799_999_999L) - 3_020_399_999_999L;
            case DATETIME -> dateTime(random.nextInt(10_000), column.fractionalDigits());
            case TIMESTAMP -> dateTime(1970 + random.nextInt(68), column.fractionalDigits());
            case CHAR, VARCHAR, TINYTEXT, TEXT, MEDIUMTEXT, LONGTEXT -> text();
            case BINARY -> bytes(column.length().orElse(1));
            case VARBINARY, TINYBLOB, BLOB, MEDIUMBLOB, LONGBLOB -> bytes(random.nextInt(20));
            case ENUM -> (long) random.nextInt(column.labels().size() + 1);
            case SET -> random.nextLong() >>> (64 - column.labels().size());
            case JSON ->
                pick(new String[] {"{\"k\":[1,\"\u00e9\"]}", "[1e100, 2.5]"}).getBytes(StandardCharsets.UTF_8);
            case VECTOR ->
                ByteBuffer.allocate(8)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(random.nextFloat())
                        .array();
            case POINT -> geometry(21);
            default -> geometry(9 + random.nextInt(40));
        };
    }

    private Object integer(int bits, boolean unsigned) {
        if (random.nextInt(3) == 0) {
            return (long) random.nextInt(3);
        }
        BigInteger number = new BigInteger(bits, random);
        BigInteger value = unsigned ? number : number.subtract(BigInteger.ONE.shiftLeft(bits - 1));
        return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
    }

    private byte[] bits(int length) {
        byte[] bytes = bytes((length + 7) / 8);
        bytes[0] &= (byte) (0xff >>> (bytes.length * 8 - length));
        return bytes;
    }

    private MySqlDateTime date() {
        return random.nextInt(4) == 0
                ? MySqlDateTime.ofDate(random.nextInt(10_000), random.nextInt(13), random.nextInt(32))
                : MySqlDateTime.ofDate(random.nextInt(10_000), 1 + random.nextInt(12), 1 + random.nextInt(28));
    }

    private MySqlDateTime dateTime(int year, int digits) {
        if (random.nextInt(6) == 0) {
            return MySqlDateTime.ZERO;
        }
        int unit = (int) Math.pow(10, 6 - digits);
        return new MySqlDateTime(
                year,
                random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(12),
                1 + random.nextInt(28),
                random.nextInt(24),
                random.nextInt(60),
                random.nextInt(60),
                random.nextInt(1_000_000) / unit * unit);
    }

    private byte[] text() {
        return switch (random.nextInt(3)) {
            case 0 -> bytes(random.nextInt(12));
            case 1 -> "Gr\u00fc\u00dfe \u4e2d\u6587 \ud83d\ude00 \ufffd".getBytes(StandardCharsets.UTF_8);
            default -> "plain text 123".getBytes(StandardCharsets.UTF_8);
        };
    }

    private byte[] geometry(int wkbLength) {
        byte[] bytes = bytes(4 + wkbLength);
        bytes[4] = 1;
        if (wkbLength == 21) {
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putDouble(9, 1.5)
                    .putDouble(17, -2.5);
        }
        return bytes;
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    <T> T pick(T[] of) {
        return of[random.nextInt(of.length)];
    }
}
