// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A socket that hands out {@link JoinedPackets}, until TLS is put on it. */
final class PacketSocket extends Socket {
    static final int BUFFER = 256 << 10;

    private boolean secured;

    /** From now on only TLS reads from it, whose packets are not the server's. */
    void secure() {
        secured = true;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return secured ? super.getInputStream() : new JoinedPackets(super.getInputStream(), BUFFER);
    }
}
