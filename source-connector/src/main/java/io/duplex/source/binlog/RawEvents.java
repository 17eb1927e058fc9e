// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import com.github.shyiko.mysql.binlog.event.Event;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.EventHeaderV4;
import com.github.shyiko.mysql.binlog.event.EventType;
import com.github.shyiko.mysql.binlog.event.deserialization.ChecksumType;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Leaves the events undecoded, so that the client's thread only copies bytes, and nothing of them is lost or
 * misunderstood on the way (the client itself skips the status variables of statements and decodes names by the
 * platform's character set).
 */
final class RawEvents extends EventDeserializer {
    private static final int CHECKSUM_LENGTH = 4;
    private static final int CHECKSUM_NONE = 0;
    private static final int CHECKSUM_UNDEFINED = 255;

    private int checksumLength;

    /** An event of the client that holds ours. */
    record Data(RawEvent event) implements EventData {}

    @Override
    @SuppressWarnings(
            "deprecation") // What comes before the first format description follows it, and nothing else tells.
    public void setChecksumType(ChecksumType type) {
        checksumLength = type.getLength();
    }

    @Override
    public @Nullable Event nextEvent(ByteArrayInputStream stream) throws IOException {
        if (stream.peek() == -1) {
            return null;
        }
        EventBytes head = new EventBytes(readFully(stream, RawEvent.HEADER_LENGTH));
        long seconds = head.uint32();
        int type = head.uint8();
        long serverId = head.uint32();
        long length = head.uint32();
        long nextPosition = head.uint32();
        int flags = head.uint16();
        byte[] rest = readFully(stream, (int) length - RawEvent.HEADER_LENGTH);
        if (type == EventTypes.FORMAT_DESCRIPTION) {
            int algorithm = rest[rest.length - CHECKSUM_LENGTH - 1] & 0xff;
            checksumLength = algorithm == CHECKSUM_NONE || algorithm == CHECKSUM_UNDEFINED ? 0 : CHECKSUM_LENGTH;
        }
        byte[] body = checksumLength == 0 ? rest : new EventBytes(rest).read(rest.length - checksumLength);
        return wrap(new RawEvent(type, seconds, serverId, length, nextPosition, flags, body));
    }

    /** The client needs no more of an event than a header. */
    private static Event wrap(RawEvent event) {
        EventHeaderV4 header = new EventHeaderV4();
        header.setEventType(EventType.UNKNOWN);
        header.setEventLength(event.length());
        header.setServerId(event.serverId());
        header.setTimestamp(event.timestampSeconds() * 1000);
        header.setNextPosition(event.nextPosition());
        header.setFlags(event.flags());
        return new Event(header, new Data(event));
    }

    private static byte[] readFully(ByteArrayInputStream stream, int length) throws IOException {
        byte[] bytes = stream.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("The connection ended within an event");
        }
        return bytes;
    }
}
