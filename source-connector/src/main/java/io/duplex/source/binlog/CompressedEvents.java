// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * The events inside a compressed transaction, one at a time: the transaction is never unpacked as a whole. All of them
 * stand at the position of the event that holds them.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Transaction__payload__event.html">layout</a>
 */
public final class CompressedEvents implements AutoCloseable {
    private static final int FIELD_END = 0;
    private static final int FIELD_SIZE = 1;
    private static final int FIELD_COMPRESSION = 2;
    private static final int ZSTD = 0;
    private static final int NONE = 255;

    private final RawEvent outer;
    private final InputStream events;

    public CompressedEvents(RawEvent event) {
        this.outer = event;
        this.events = open(new EventBytes(event.body()));
    }

    private static InputStream open(EventBytes body) {
        int size = -1;
        int compression = ZSTD;
        for (int field = (int) body.packed(); field != FIELD_END; field = (int) body.packed()) {
            int length = (int) body.packed();
            switch (field) {
                case FIELD_SIZE -> size = (int) body.slice(length).packed();
                case FIELD_COMPRESSION -> compression = (int) body.slice(length).packed();
                default -> body.skip(length);
            }
        }
        InputStream bytes = new ByteArrayInputStream(body.read(size < 0 ? body.remaining() : size));
        return switch (compression) {
            case NONE -> bytes;
            case ZSTD -> zstd(bytes);
            default -> throw BinlogFailure.stop("Unknown compression of a transaction: " + compression);
        };
    }

    private static InputStream zstd(InputStream bytes) {
        try {
            return new ZstdInputStream(bytes).setContinuous(false);
        } catch (IOException e) {
            throw new BinlogFailure(BinlogFailure.Kind.STOP, "Compressed transaction cannot be unpacked", e);
        }
    }

    /** Returns the next event, empty at the end. */
    public Optional<RawEvent> next() {
        try {
            byte[] head = events.readNBytes(RawEvent.HEADER_LENGTH);
            if (head.length == 0) {
                return Optional.empty();
            }
            EventBytes header = new EventBytes(head);
            long seconds = header.uint32();
            int type = header.uint8();
            long serverId = header.uint32();
            int length = (int) header.uint32() - RawEvent.HEADER_LENGTH;
            header.skip(4);
            int flags = header.uint16();
            byte[] body = events.readNBytes(length);
            if (body.length < length) {
                throw BinlogFailure.stop("Compressed transaction ends early");
            }
            return Optional.of(
                    new RawEvent(type, seconds, serverId, outer.length(), outer.nextPosition(), flags, body));
        } catch (IOException e) {
            throw new BinlogFailure(BinlogFailure.Kind.STOP, "Compressed transaction cannot be unpacked", e);
        }
    }

    @Override
    public void close() {
        try {
            events.close();
        } catch (IOException e) {
            throw new BinlogFailure(BinlogFailure.Kind.STOP, "Compressed transaction cannot be unpacked", e);
        }
    }
}
