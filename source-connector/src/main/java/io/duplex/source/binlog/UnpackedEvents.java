// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.protocol.gtid.GtidSet;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The events of a reader, with compressed transactions replaced by the events that they hold. Used by one thread. */
public final class UnpackedEvents implements AutoCloseable {
    private final BinlogReader reader;
    private @Nullable CompressedEvents compressed;

    public UnpackedEvents(BinlogReader reader) {
        this.reader = reader;
    }

    /** Begins to read everything but {@code done}. */
    public void start(GtidSet done) {
        closeCompressed();
        reader.start(done);
    }

    /**
     * Takes the next event, waiting for one as long as said.
     *
     * @throws BinlogFailure when the connection has ended and all its events are taken
     */
    public Optional<RawEvent> next(Duration patience) throws InterruptedException {
        CompressedEvents inner = compressed;
        if (inner != null) {
            Optional<RawEvent> event = inner.next();
            if (event.isPresent()) {
                return event;
            }
            closeCompressed();
        }
        Optional<RawEvent> event = reader.next(patience);
        if (event.isPresent() && event.get().type() == EventTypes.TRANSACTION_PAYLOAD) {
            compressed = new CompressedEvents(event.get());
            return next(patience);
        }
        return event;
    }

    /** Leaves the compressed transaction that is being read. */
    public void closeCompressed() {
        CompressedEvents inner = compressed;
        compressed = null;
        if (inner != null) {
            inner.close();
        }
    }

    @Override
    public void close() {
        closeCompressed();
        reader.close();
    }
}
