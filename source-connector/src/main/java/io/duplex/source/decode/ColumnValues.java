// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.source.binlog.EventBytes;
import io.duplex.source.binlog.TableMap;

/**
 * Reads one value of a row by the column's binlog type; see {@link DecodedRow} for what comes out.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Table__map__event.html">types</a>
 */
final class ColumnValues {
    private ColumnValues() {}

    static Object read(int type, int metadata, EventBytes body) {
        return switch (type) {
            case 1 -> body.sint(1);
            case 2 -> body.sint(2);
            case 9 -> body.sint(3);
            case 3 -> body.sint(4);
            case 8 -> body.sint(8);
            case TableMap.TYPE_FLOAT -> Float.intBitsToFloat((int) body.uint32());
            case TableMap.TYPE_DOUBLE -> Double.longBitsToDouble(body.uint(8));
            case TableMap.TYPE_DECIMAL -> decimal(metadata, body);
            case 13 -> TemporalValues.year(body);
            case 10, 14 -> TemporalValues.date(body);
            case 11 -> TemporalValues.oldTime(body);
            case 12 -> TemporalValues.oldDateTime(body);
            case 7 -> TemporalValues.oldTimestamp(body);
            case TableMap.TYPE_TIME2 -> TemporalValues.time2(body, metadata);
            case TableMap.TYPE_DATETIME2 -> TemporalValues.datetime2(body, metadata);
            case TableMap.TYPE_TIMESTAMP2 -> TemporalValues.timestamp2(body, metadata);
            case TableMap.TYPE_BIT -> body.read((metadata >> 8) + ((metadata & 0xff) > 0 ? 1 : 0));
            case TableMap.TYPE_JSON -> json(body.read((int) body.uint(metadata)));
            case TableMap.TYPE_BLOB, TableMap.TYPE_GEOMETRY, TableMap.TYPE_VECTOR ->
                body.read((int) body.uint(metadata));
            case TableMap.TYPE_VARCHAR, TableMap.TYPE_VAR_STRING -> body.read((int) body.uint(metadata > 255 ? 2 : 1));
            case TableMap.TYPE_STRING -> string(metadata, body);
            default ->
                throw new IllegalArgumentException(
                        "column type " + type + " of the binlog is not known to this version of Duplex");
        };
    }

    private static Object decimal(int metadata, EventBytes body) {
        int precision = metadata >> 8;
        int scale = metadata & 0xff;
        return DecimalValues.of(body.read(DecimalValues.length(precision, scale)), precision, scale);
    }

    /** JSON null is the text {@code null}; no bytes at all stand for it where a NOT NULL column was filled up. */
    private static byte[] json(byte[] binary) {
        return JsonText.of(binary);
    }

    /**
     * CHAR, BINARY, ENUM and SET share a type. The first byte of the metadata has the real one, but for two bits that
     * are turned when they hold the upper bits of a CHAR's length.
     */
    private static Object string(int metadata, EventBytes body) {
        int first = metadata >> 8;
        int second = metadata & 0xff;
        if (first == TableMap.TYPE_ENUM || first == TableMap.TYPE_SET) {
            return body.uint(second);
        }
        int maximum = (first & 0x30) == 0x30 ? second : second | ((first & 0x30) ^ 0x30) << 4;
        return body.read((int) body.uint(maximum > 255 ? 2 : 1));
    }
}
