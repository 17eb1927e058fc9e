// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

/**
 * One binlog event as the server sent it, checksum cut off.
 *
 * @param type code of the event, see {@link EventTypes}
 * @param timestampSeconds when the statement began, in seconds since 1970
 * @param serverId server that made it first
 * @param length of the whole event in the binlog file
 * @param nextPosition offset in the file at which the event ends, 0 when it stands in no file
 * @param inside whether it was inside another one, at whose place it stands: that of a compressed transaction
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Log__event__header.html">header</a>
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
public record RawEvent(
        int type,
        long timestampSeconds,
        long serverId,
        long length,
        long nextPosition,
        int flags,
        byte[] body,
        boolean inside) {
    static final int HEADER_LENGTH = 19;
    private static final int IGNORABLE = 0x80;
    private static final int OVERHEAD = 64;

    /** Returns the offset in the file at which the event begins. */
    public long position() {
        return Math.max(0, nextPosition - length);
    }

    /** Tells whether a reader that does not know the event may pass over it. */
    public boolean ignorable() {
        return (flags & IGNORABLE) != 0;
    }

    /** Bytes that the event takes in memory, about. */
    public long weight() {
        return weight(body.length);
    }

    static long weight(int bodyLength) {
        return (long) bodyLength + OVERHEAD;
    }

    @Override
    public String toString() {
        return "event type " + type + " at " + position() + ", " + length + " bytes";
    }
}
