// SPDX-License-Identifier: Apache-2.0
package io.duplex.benchmarks.source;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.event.DeleteRowsEventData;
import com.github.shyiko.mysql.binlog.event.EventData;
import com.github.shyiko.mysql.binlog.event.UpdateRowsEventData;
import com.github.shyiko.mysql.binlog.event.WriteRowsEventData;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer;
import com.github.shyiko.mysql.binlog.event.deserialization.EventDeserializer.CompatibilityMode;
import io.duplex.benchmarks.run.Drained;

/** The binlog client alone, which decodes every row and drops it: the ceiling of any connector that uses it. */
public final class BareClient {
    private BareClient() {}

    /** Arguments: port, file, position, row changes, the server's process. Prints {@link Drained}. */
    public static void main(String[] args) throws Exception {
        long expected = Long.parseLong(args[3]);
        BinaryLogClient client = new BinaryLogClient("127.0.0.1", Integer.parseInt(args[0]), "root", "");
        EventDeserializer events = new EventDeserializer();
        events.setCompatibilityMode(
                CompatibilityMode.DATE_AND_TIME_AS_LONG_MICRO, CompatibilityMode.CHAR_AND_BINARY_AS_BYTE_ARRAY);
        client.setEventDeserializer(events);
        client.setKeepAlive(false);
        client.setServerId(7_777_777);
        client.setBinlogFilename(args[1]);
        client.setBinlogPosition(Long.parseLong(args[2]));
        long[] seen = new long[1];
        Drained.Clock clock = new Drained.Clock(Long.parseLong(args[4]));
        client.registerEventListener(event -> {
            int rows = rows(event.getData());
            if (rows > 0) {
                clock.begin();
            }
            seen[0] += rows;
            if (rows > 0 && seen[0] >= expected) {
                clock.end(seen[0], 0).print();
                System.exit(0);
            }
        });
        client.connect();
    }

    private static int rows(EventData data) {
        if (data instanceof WriteRowsEventData insert) {
            return insert.getRows().size();
        }
        if (data instanceof UpdateRowsEventData update) {
            return update.getRows().size();
        }
        return data instanceof DeleteRowsEventData delete ? delete.getRows().size() : 0;
    }
}
