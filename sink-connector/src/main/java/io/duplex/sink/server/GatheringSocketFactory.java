// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink.server;

import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes the driver's sockets, which can let answers gather before they are read. A server answers each statement of a
 * text by itself; to wake up for each of many costs both sides more than the answers are worth.
 */
public final class GatheringSocketFactory extends StandardSocketFactory {
    private static final long PAUSE_NANOS = 300_000;

    private static final ThreadLocal<Boolean> GATHERS = ThreadLocal.withInitial(() -> false);

    /** What a thread does with the driver. */
    @FunctionalInterface
    public interface Work {
        void run() throws SQLException;
    }

    /** Does work of which this thread reads the answers not one by one, but up to 0.3 ms late. */
    public static void gathering(Work work) throws SQLException {
        GATHERS.set(true);
        try {
            work.run();
        } finally {
            GATHERS.set(false);
        }
    }

    @Override
    protected Socket createSocket(PropertySet properties) {
        return new Socket() {
            @Override
            public InputStream getInputStream() throws IOException {
                return new Gathering(super.getInputStream());
            }
        };
    }

    private static final class Gathering extends FilterInputStream {
        Gathering(InputStream answers) {
            super(answers);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (GATHERS.get() && in.available() == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            return in.read(bytes, offset, length);
        }
    }
}
