// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.decode;

import io.duplex.source.binlog.EventTypes;
import io.duplex.source.binlog.RawEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Makes binlog events of a server with one table {@code a.t(id INT)}. */
final class EventsUnderTest {
    static final String UUID = "11111111-2222-3333-4444-555555555555";
    private static final int TABLE = 7;

    private long position = 4;

    RawEvent gtid(long number) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        body.writeBytes(HexFormat.of().parseHex(UUID.replace("-", "")));
        number(body, number, 8);
        body.write(2);
        number(body, number - 1, 8);
        number(body, number, 8);
        return event(EventTypes.GTID, body);
    }

    RawEvent query(String sql) {
        return query(sql, new byte[0]);
    }

    RawEvent query(String sql, byte[] status) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, 99, 4);
        number(body, 0, 4);
        body.write(1);
        number(body, 0, 2);
        number(body, status.length, 2);
        body.writeBytes(status);
        body.writeBytes(new byte[] {'a', 0});
        body.writeBytes(sql.getBytes(StandardCharsets.UTF_8));
        return event(EventTypes.QUERY, body);
    }

    RawEvent tableMap() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, TABLE, 6);
        number(body, 1, 2);
        body.writeBytes(new byte[] {1, 'a', 0, 1, 't', 0, 1, 3, 0, 1});
        return event(EventTypes.TABLE_MAP, body);
    }

    RawEvent inserts(int first, int count) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        number(body, TABLE, 6);
        number(body, 1, 2);
        number(body, 2, 2);
        body.writeBytes(new byte[] {1, 1});
        for (int id = first; id < first + count; id++) {
            body.write(0);
            number(body, id, 4);
        }
        return event(EventTypes.WRITE_ROWS, body);
    }

    RawEvent xid() {
        return event(EventTypes.XID, new ByteArrayOutputStream());
    }

    RawEvent heartbeat() {
        return event(EventTypes.HEARTBEAT, new ByteArrayOutputStream());
    }

    RawEvent event(int type, ByteArrayOutputStream body) {
        long length = body.size() + 23L;
        position += length;
        return new RawEvent(type, 1_700_000_000, 1, length, position, 0, body.toByteArray(), false);
    }

    RawEvent event(int type) {
        return event(type, new ByteArrayOutputStream());
    }

    private static void number(ByteArrayOutputStream body, long value, int length) {
        for (int i = 0; i < length; i++) {
            body.write((int) (value >> (8 * i)));
        }
    }
}
