// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import java.time.Instant;
import org.apache.kafka.connect.data.Struct;

/**
 * What the records of all rows of one event say beside the rows: made once for the event. The numbers are objects because
 * a struct holds objects.
 */
public final class EventContext {
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long NANOS_PER_MICRO = 1000L;

    private final UncheckedStruct source;
    private final Long millis;
    private final Long micros;
    private final Long nanos;

    private EventContext(UncheckedStruct source, Instant timestamp) {
        long seconds = timestamp.getEpochSecond();
        this.source = source;
        this.millis = timestamp.toEpochMilli();
        this.micros = seconds * MICROS_PER_SECOND + timestamp.getNano() / NANOS_PER_MICRO;
        this.nanos = seconds * NANOS_PER_SECOND + timestamp.getNano();
    }

    /** Returns the context of the event whose rows have this source block, but for the number of the row. */
    public static EventContext of(SourceInfo source, Instant timestamp) {
        return new EventContext(source.block(), timestamp);
    }

    /** Returns the source block of a row; each record has its own, for whoever gets a record may change it. */
    Struct source(int row) {
        return SourceInfo.withRow(source.copy(), row);
    }

    Long millis() {
        return millis;
    }

    Long micros() {
        return micros;
    }

    Long nanos() {
        return nanos;
    }
}
