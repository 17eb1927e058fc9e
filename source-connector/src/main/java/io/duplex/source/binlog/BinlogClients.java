// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import com.github.shyiko.mysql.binlog.network.SSLMode;
import com.github.shyiko.mysql.binlog.network.SocketFactory;
import io.duplex.protocol.gtid.GtidSet;
import io.duplex.source.server.ConnectionOptions;
import io.duplex.source.server.ConnectionOptions.SslMode;
import io.duplex.source.server.ServerConnections;
import java.net.Socket;
import java.net.SocketException;

/**
 * Makes configured binlog clients, one for each connection. None reconnects by itself: the client's own bookkeeping of
 * GTIDs counts a prepared XA transaction as done and does not count tagged ones.
 */
final class BinlogClients {
    private final ServerConnections server;
    private final ReaderOptions options;

    BinlogClients(ServerConnections server, ReaderOptions options) {
        this.server = server;
        this.options = options;
    }

    /** Returns a client that will ask for everything but {@code done} and puts the events into the queue. */
    BinaryLogClient client(GtidSet done, EventQueue queue) {
        ConnectionOptions connection = server.options();
        BinaryLogClient client = new BinaryLogClient(
                connection.host(),
                connection.port(),
                connection.user(),
                connection.password().value());
        client.setServerId(options.serverId());
        client.setGtidSet(done.toString());
        client.setEventDeserializer(new RawEvents(queue));
        client.setKeepAlive(false);
        client.setConnectTimeout(connection.connectTimeout().toMillis());
        client.setHeartbeatInterval(options.heartbeat().toMillis());
        client.setNetWriteTimeout(options.netTimeouts().write());
        client.setNetReadTimeout(options.netTimeouts().read());
        client.setSocketFactory(sockets());
        client.setSSLMode(sslMode(connection.tls().mode()));
        if (connection.tls().mode() != SslMode.DISABLED) {
            client.setSslSocketFactory(BinlogTls.of(connection)::wrap);
        }
        return client;
    }

    /** A connection over which not even heartbeats come is lost. */
    private SocketFactory sockets() {
        int timeout = (int) options.heartbeat().multipliedBy(2).toMillis();
        return () -> socket(timeout);
    }

    private static Socket socket(int timeout) throws SocketException {
        Socket socket = new PacketSocket();
        socket.setSoTimeout(timeout);
        socket.setKeepAlive(true);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private static SSLMode sslMode(SslMode mode) {
        return switch (mode) {
            case DISABLED -> SSLMode.DISABLED;
            case PREFERRED -> SSLMode.PREFERRED;
            case REQUIRED -> SSLMode.REQUIRED;
            // The host's name is checked by our own sockets.
            case VERIFY_CA, VERIFY_IDENTITY -> SSLMode.VERIFY_CA;
        };
    }
}
