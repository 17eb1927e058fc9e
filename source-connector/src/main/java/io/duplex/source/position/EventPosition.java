// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.position;

/**
 * Where an event, or one row of it, is in the binlog.
 *
 * @param file name of the binlog file
 * @param pos offset in the file at which the event begins; for events of a compressed transaction, at which that begins
 * @param event number of the event in its transaction, BEGIN is 0
 * @param row number of the row in its event, from 0
 * @param serverId server that committed the transaction first
 * @param timestampMicros commit time in microseconds since 1970 where the server tells (8.0), else in whole seconds
 */
public record EventPosition(String file, long pos, long event, long row, long serverId, long timestampMicros) {

    /** Before anything was read. */
    public static final EventPosition UNKNOWN = new EventPosition("", 0, 0, 0, 0, 0);

    /** Returns the position of another row of the same event. */
    public EventPosition withRow(long number) {
        return new EventPosition(file, pos, event, number, serverId, timestampMicros);
    }

    /** Returns the place at which a later event of the same file begins. */
    public EventPosition at(long offset) {
        return new EventPosition(file, offset, 0, 0, serverId, timestampMicros);
    }

    /** Returns {@code file:pos}, as messages name it. */
    @Override
    public String toString() {
        return file + ":" + pos + (event == 0 && row == 0 ? "" : " event " + event + " row " + row);
    }
}
