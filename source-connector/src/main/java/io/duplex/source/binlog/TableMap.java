// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.protocol.table.TableId;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which table the rows that follow belong to, and how their values are laid out.
 *
 * @param id the server's number of the table, valid within the transaction
 * @param types the binlog's type of each column
 * @param metadata further description of each column's layout, 0 where the type needs none
 * @param rest what follows, see {@link #described}
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
public record TableMap(long id, TableId table, int[] types, int[] metadata, byte[] rest) {
    public static final int TYPE_TINY = 1;
    public static final int TYPE_SHORT = 2;
    public static final int TYPE_LONG = 3;
    public static final int TYPE_LONGLONG = 8;
    public static final int TYPE_INT24 = 9;
    public static final int TYPE_DATE = 10;
    public static final int TYPE_YEAR = 13;
    public static final int TYPE_FLOAT = 4;
    public static final int TYPE_DOUBLE = 5;
    public static final int TYPE_VARCHAR = 15;
    public static final int TYPE_BIT = 16;
    public static final int TYPE_TIMESTAMP2 = 17;
    public static final int TYPE_DATETIME2 = 18;
    public static final int TYPE_TIME2 = 19;
    public static final int TYPE_VECTOR = 242;
    public static final int TYPE_JSON = 245;
    public static final int TYPE_DECIMAL = 246;
    public static final int TYPE_ENUM = 247;
    public static final int TYPE_SET = 248;
    public static final int TYPE_BLOB = 252;
    public static final int TYPE_VAR_STRING = 253;
    public static final int TYPE_STRING = 254;
    public static final int TYPE_GEOMETRY = 255;

    /**
     * Reads the event; what it tells of names and types is read when it is asked for, since most tables are known.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Table__map__event.html">layout</a>
     */
    public static TableMap of(RawEvent event) {
        EventBytes body = new EventBytes(event.body());
        long id = body.uint(6);
        body.skip(2);
        String database = body.name((int) body.packed());
        body.skip(1);
        String table = body.name((int) body.packed());
        body.skip(1);
        int[] types = new int[(int) body.packed()];
        for (int i = 0; i < types.length; i++) {
            types[i] = body.uint8();
        }
        EventBytes block = body.slice((int) body.packed());
        int[] metadata = new int[types.length];
        for (int i = 0; i < types.length; i++) {
            metadata[i] = readMetadata(types[i], block);
        }
        return new TableMap(id, new TableId(database, table), types, metadata, body.readRest());
    }

    private static int readMetadata(int type, EventBytes block) {
        return switch (type) {
            case TYPE_FLOAT,
                    TYPE_DOUBLE,
                    TYPE_TIMESTAMP2,
                    TYPE_DATETIME2,
                    TYPE_TIME2,
                    TYPE_VECTOR,
                    TYPE_JSON,
                    TYPE_BLOB,
                    TYPE_GEOMETRY -> block.uint8();
            case TYPE_VARCHAR, TYPE_BIT -> block.uint16();
            // In these the first byte is the more significant one.
            case TYPE_DECIMAL, TYPE_ENUM, TYPE_SET, TYPE_VAR_STRING, TYPE_STRING -> (int) block.bigEndian(2);
            default -> 0;
        };
    }

    /** Reads what the event says of columns beside their layout. */
    public TableMetadata described() {
        return TableMetadata.of(this, rest);
    }

    /** Returns the type of a column; those of CHAR, ENUM and SET are told apart by the metadata. */
    public int type(int position) {
        if (types[position] != TYPE_STRING) {
            return types[position];
        }
        int first = metadata[position] >> 8;
        return first == TYPE_ENUM || first == TYPE_SET ? first : TYPE_STRING;
    }

    /** Returns how many bytes a CHAR or BINARY column holds, of which two bits hide in its type. */
    public int stringBytes(int position) {
        int first = metadata[position] >> 8;
        int length = metadata[position] & 0xff;
        return (first & 0x30) == 0x30 ? length : length | ((first & 0x30) ^ 0x30) << 4;
    }

    /** Returns the positions of columns of such types. */
    List<Integer> positions(IntPredicate wanted) {
        return IntStream.range(0, types.length)
                .filter(position -> wanted.test(type(position)))
                .boxed()
                .toList();
    }

    static boolean isNumber(int type) {
        return switch (type) {
            case TYPE_TINY,
                    TYPE_SHORT,
                    TYPE_LONG,
                    TYPE_LONGLONG,
                    TYPE_INT24,
                    TYPE_YEAR,
                    TYPE_DECIMAL,
                    TYPE_FLOAT,
                    TYPE_DOUBLE -> true;
            default -> false;
        };
    }

    static boolean isText(int type) {
        return type == TYPE_STRING || type == TYPE_VAR_STRING || type == TYPE_VARCHAR || type == TYPE_BLOB;
    }

    static boolean hasLabels(int type) {
        return type == TYPE_ENUM || type == TYPE_SET;
    }

    public int columnCount() {
        return types.length;
    }

    /** Returns how many columns are of this type. */
    public int count(int type) {
        int count = 0;
        for (int each : types) {
            count += each == type ? 1 : 0;
        }
        return count;
    }
}
