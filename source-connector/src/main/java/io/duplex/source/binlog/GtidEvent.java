// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.protocol.gtid.Gtid;
import io.duplex.protocol.header.TransactionHeader.CommitInfo;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** What stands before each transaction: its GTID, the server's logical clock and the commit time. */
public record GtidEvent(Gtid gtid, CommitInfo commit) {
    private static final int LOGICAL_CLOCK = 2;
    private static final long HIGHEST_BIT_OF_7_BYTES = 1L << 55;

    /**
     * Reads the event.
     *
     * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classbinary__log_1_1Gtid__event.html">layout</a>
     */
    public static GtidEvent of(RawEvent event) {
        EventBytes body = new EventBytes(event.body());
        return event.type() == EventTypes.GTID_TAGGED ? tagged(body) : plain(body);
    }

    private static GtidEvent plain(EventBytes body) {
        body.skip(1);
        UUID uuid = new UUID(body.bigEndian(8), body.bigEndian(8));
        Gtid gtid = Gtid.of(uuid.toString(), body.sint(8));
        if (!body.hasRemaining() || body.uint8() != LOGICAL_CLOCK) {
            return new GtidEvent(gtid, new CommitInfo(0, 0, 0));
        }
        long lastCommitted = body.sint(8);
        long sequenceNumber = body.sint(8);
        long committed = 0;
        if (body.remaining() >= 7) {
            committed = body.uint(7);
            if ((committed & HIGHEST_BIT_OF_7_BYTES) != 0) {
                committed = body.uint(7);
            }
        }
        return new GtidEvent(gtid, new CommitInfo(lastCommitted, sequenceNumber, committed));
    }

    /** Fields come by number; ones that have their default may be missing, and new ones may follow. */
    private static GtidEvent tagged(EventBytes body) {
        long version = body.variableLength();
        if (version != 1) {
            throw new IllegalArgumentException("Unknown format of a tagged GTID event: " + version);
        }
        body.variableLength();
        body.variableLength();
        TaggedFields fields = new TaggedFields();
        while (body.hasRemaining() && fields.read(body)) {
            // all is done in read
        }
        return fields.event();
    }

    /** Fields of a tagged event up to the commit times; those behind are not needed. */
    private static final class TaggedFields {
        private UUID uuid = new UUID(0, 0);
        private String tag = "";
        private long number;
        private long lastCommitted;
        private long sequenceNumber;
        private long immediate;
        private long original;

        /** Reads one field; returns false when the rest is of no interest. */
        boolean read(EventBytes body) {
            long field = body.variableLength();
            switch ((int) field) {
                case 0 -> body.variableLength();
                case 1 -> uuid = new UUID(uuidHalf(body), uuidHalf(body));
                case 2 -> number = body.variableLengthSigned();
                case 3 -> tag = new String(body.read((int) body.variableLength()), StandardCharsets.US_ASCII);
                case 4 -> lastCommitted = body.variableLengthSigned();
                case 5 -> sequenceNumber = body.variableLengthSigned();
                case 6 -> immediate = body.variableLength();
                case 7 -> original = body.variableLength();
                default -> {
                    return false;
                }
            }
            return true;
        }

        /** Each byte of the UUID is an integer of its own. */
        private static long uuidHalf(EventBytes body) {
            long half = 0;
            for (int i = 0; i < 8; i++) {
                half = half << 8 | body.variableLength();
            }
            return half;
        }

        GtidEvent event() {
            return new GtidEvent(
                    new Gtid(new Gtid.Source(uuid.toString(), tag), number),
                    new CommitInfo(lastCommitted, sequenceNumber, original == 0 ? immediate : original));
        }
    }
}
