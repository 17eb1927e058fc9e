// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * The server's packets, buffered, with those joined into one that the protocol cuts because they are longer than 16 MiB.
 * The client gathers such parts into one array and enlarges it with each; it knows them by the first one's length, so that
 * is told smaller by one, and an event can be read as it comes.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_packets.html">packets</a>
 */
final class JoinedPackets extends InputStream {
    private static final int LONGEST = 0xffffff;
    private static final int HEAD = 4;

    private final InputStream bytes;
    private final byte[] buffer;
    private int at;
    private int limit;

    /** Bytes of the head that were not handed out. */
    private int head;

    /** Bytes of the packet that were not handed out. */
    private int left;

    private boolean goesOn;

    JoinedPackets(InputStream bytes, int size) {
        this.bytes = bytes;
        this.buffer = new byte[size];
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    /** Hands out what is there of several packets, and waits only for the first byte. */
    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        int done = 0;
        while (done < length) {
            boolean between = head + left == 0;
            if (between && done > 0 && limit - at < HEAD) {
                return done;
            }
            if (between && !begin()) {
                return done > 0 ? done : -1;
            }
            if (at == limit && done > 0) {
                return done;
            }
            done += some(target, start + done, length - done);
        }
        return done;
    }

    private int some(byte[] target, int start, int length) throws IOException {
        int wanted = Math.min(length, head + left);
        int count =
                at == limit && wanted >= buffer.length ? direct(target, start, wanted) : copied(target, start, wanted);
        int ofHead = Math.min(head, count);
        head -= ofHead;
        left -= count - ofHead;
        return count;
    }

    /** What fills the buffer needs none. */
    private int direct(byte[] target, int start, int length) throws IOException {
        int count = bytes.read(target, start, length);
        if (count < 0) {
            throw new EOFException("The connection ended within a packet");
        }
        return count;
    }

    private int copied(byte[] target, int start, int length) throws IOException {
        if (at == limit) {
            require(1);
        }
        int count = Math.min(length, limit - at);
        System.arraycopy(buffer, at, target, start, count);
        at += count;
        return count;
    }

    /** Reads the next packet's head; returns false at the end of the connection. */
    private boolean begin() throws IOException {
        do {
            if (limit - at < HEAD && !fill(HEAD)) {
                return false;
            }
            boolean joined = goesOn;
            left = (buffer[at] & 0xff) | (buffer[at + 1] & 0xff) << 8 | (buffer[at + 2] & 0xff) << 16;
            goesOn = left == LONGEST;
            if (joined) {
                at += HEAD;
            } else {
                head = HEAD;
                buffer[at] = goesOn ? (byte) (LONGEST - 1) : buffer[at];
            }
        } while (head + left == 0);
        return true;
    }

    private void require(int count) throws IOException {
        if (!fill(count)) {
            throw new EOFException("The connection ended within a packet");
        }
    }

    /** Makes so many bytes ready; returns false when the connection ends before the first one. */
    private boolean fill(int count) throws IOException {
        System.arraycopy(buffer, at, buffer, 0, limit - at);
        limit -= at;
        at = 0;
        while (limit < count) {
            int more = bytes.read(buffer, limit, buffer.length - limit);
            if (more < 0 && limit == 0) {
                return false;
            }
            if (more < 0) {
                throw new EOFException("The connection ended within a packet");
            }
            limit += more;
        }
        return true;
    }

    @Override
    public int available() throws IOException {
        return limit - at + bytes.available();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
