// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import com.github.luben.zstd.ZstdInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The body of a compressed transaction, unpacked while it is read: it may be as large as 1 GiB, and unpacked much larger.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Transaction__payload__event.html">layout</a>
 */
final class CompressedEvents {
    private static final int FIELD_END = 0;
    private static final int FIELD_COMPRESSION = 2;
    private static final int ZSTD = 0;
    private static final int NONE = 255;

    private CompressedEvents() {}

    /** Returns the events, one behind the other, without checksums. The payload ends with the stream. */
    static InputStream open(InputStream payload) throws IOException {
        int compression = ZSTD;
        for (int field = (int) packed(payload); field != FIELD_END; field = (int) packed(payload)) {
            int length = (int) packed(payload);
            if (field == FIELD_COMPRESSION) {
                compression = (int) packed(payload);
            } else {
                payload.skipNBytes(length);
            }
        }
        return switch (compression) {
            case NONE -> payload;
            case ZSTD -> new ZstdInputStream(payload).setContinuous(false);
            default -> throw BinlogFailure.stop("Unknown compression of a transaction: " + compression);
        };
    }

    /** Reads a length-encoded integer. */
    private static long packed(InputStream payload) throws IOException {
        int first = payload.read();
        return switch (first) {
            case -1 -> throw new EOFException("Compressed transaction ends early");
            case 0xfc -> number(payload, 2);
            case 0xfd -> number(payload, 3);
            case 0xfe -> number(payload, 8);
            default -> first;
        };
    }

    private static long number(InputStream payload, int length) throws IOException {
        return new EventBytes(payload.readNBytes(length)).uint(length);
    }
}
