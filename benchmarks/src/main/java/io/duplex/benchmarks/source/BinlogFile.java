// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import io.duplex.source.binlog.RawEvent;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.process.Directories;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The events of a backlog, in memory. */
final class BinlogFile {
    private static final int MAGIC = 4;
    private static final int HEADER = 19;
    private static final int CHECKSUM = 4;

    private BinlogFile() {}

    /** Fetches the backlog's file from where it begins. */
    static List<RawEvent> events(MySqlServer server, Backlog backlog) throws IOException {
        Path work = Directories.temporary("binlog-file");
        try {
            MySqlBinlog.raw(server, work, backlog.file());
            return events(Files.readAllBytes(work.resolve(backlog.file()))).stream()
                    .filter(event -> event.position() >= backlog.pos())
                    .toList();
        } finally {
            Directories.delete(work);
        }
    }

    private static List<RawEvent> events(byte[] file) {
        List<RawEvent> events = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).position(MAGIC);
        while (bytes.hasRemaining()) {
            long timestamp = Integer.toUnsignedLong(bytes.getInt());
            int type = Byte.toUnsignedInt(bytes.get());
            long serverId = Integer.toUnsignedLong(bytes.getInt());
            int length = bytes.getInt();
            long next = Integer.toUnsignedLong(bytes.getInt());
            int flags = Short.toUnsignedInt(bytes.getShort());
            byte[] body = new byte[length - HEADER - CHECKSUM];
            bytes.get(body).position(bytes.position() + CHECKSUM);
            events.add(new RawEvent(type, timestamp, serverId, length, next, flags, body, false));
        }
        return events;
    }
}
