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
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts the events into the queue undecoded, so that the client's thread only copies bytes, and nothing of them is lost or
 * misunderstood on the way (the client itself skips the status variables of statements and decodes names by the
 * platform's character set).
 */
final class RawEvents extends EventDeserializer {
    private static final byte[] NOTHING = {};

    /** The client needs no more of an event than a header. */
    private static final Event HANDLED = new Event(unknown(), new Nothing());

    private static final int CHECKSUM_LENGTH = 4;
    private static final int CHECKSUM_NONE = 0;
    private static final int CHECKSUM_UNDEFINED = 255;

    /** Smaller ones are read before there is room for them. */
    private static final int LARGE = 64 << 10;

    private final EventQueue queue;
    private int checksumLength;

    /** What the client gets of an event. */
    private record Nothing() implements EventData {}

    RawEvents(EventQueue queue) {
        this.queue = queue;
    }

    private static EventHeaderV4 unknown() {
        EventHeaderV4 header = new EventHeaderV4();
        header.setEventType(EventType.UNKNOWN);
        return header;
    }

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
        RawEvent head = head(new EventBytes(read(stream, RawEvent.HEADER_LENGTH)));
        int length = (int) head.length() - RawEvent.HEADER_LENGTH;
        if (head.type() == EventTypes.TRANSACTION_PAYLOAD) {
            put(head);
            unpack(head, new Part(stream, length - checksumLength));
            stream.skipNBytes(checksumLength);
        } else if (head.type() == EventTypes.FORMAT_DESCRIPTION) {
            byte[] rest = read(stream, length);
            int algorithm = rest[rest.length - CHECKSUM_LENGTH - 1] & 0xff;
            checksumLength = algorithm == CHECKSUM_NONE || algorithm == CHECKSUM_UNDEFINED ? 0 : CHECKSUM_LENGTH;
            put(with(head, Arrays.copyOf(rest, rest.length - checksumLength), head));
        } else {
            put(with(head, read(stream, length - checksumLength), head));
            stream.skipNBytes(checksumLength);
        }
        return HANDLED;
    }

    /** The events inside a compressed transaction come one at a time, so neither form of it is ever held as a whole. */
    private void unpack(RawEvent outer, InputStream payload) throws IOException {
        try (InputStream events = CompressedEvents.open(payload)) {
            byte[] bytes = events.readNBytes(RawEvent.HEADER_LENGTH);
            while (bytes.length > 0) {
                RawEvent head = head(new EventBytes(bytes));
                put(with(head, read(events, (int) head.length() - RawEvent.HEADER_LENGTH), outer));
                bytes = events.readNBytes(RawEvent.HEADER_LENGTH);
            }
        }
        payload.skipNBytes(payload.available());
    }

    private static RawEvent head(EventBytes head) {
        long seconds = head.uint32();
        int type = head.uint8();
        long serverId = head.uint32();
        long length = head.uint32();
        long nextPosition = head.uint32();
        return new RawEvent(type, seconds, serverId, length, nextPosition, head.uint16(), NOTHING, false);
    }

    /** Returns the event with its body, at the place of another one when it was inside that. */
    @SuppressWarnings("ReferenceEquality")
    private static RawEvent with(RawEvent head, byte[] body, RawEvent at) {
        return new RawEvent(
                head.type(),
                head.timestampSeconds(),
                head.serverId(),
                at.length(),
                at.nextPosition(),
                head.flags(),
                body,
                at != head);
    }

    private byte[] read(InputStream stream, int length) throws IOException {
        if (length > LARGE && !queue.await(length)) {
            throw new EOFException("The reader was closed");
        }
        byte[] bytes = new byte[length];
        if (stream.readNBytes(bytes, 0, length) < length) {
            throw new EOFException("The connection ended within an event");
        }
        return bytes;
    }

    private void put(RawEvent event) throws IOException {
        if (!queue.put(event)) {
            throw new EOFException("The reader was closed");
        }
    }

    /** Bytes of one event. */
    private static final class Part extends InputStream {
        private final InputStream all;
        private int left;

        Part(InputStream all, int length) {
            this.all = all;
            this.left = length;
        }

        @Override
        public int read() throws IOException {
            int next = left == 0 ? -1 : all.read();
            left -= next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] target, int start, int length) throws IOException {
            int count = left == 0 ? -1 : all.read(target, start, Math.min(length, left));
            left -= Math.max(0, count);
            return count;
        }

        /** All of them: they are on their way. */
        @Override
        public int available() {
            return left;
        }
    }
}
