// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.fault;

import io.duplex.testkit.Eventually;
import io.duplex.testkit.process.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP forwarder on a loopback port whose line can be cut, frozen, refused, delayed and throttled while in use. */
public final class TcpProxy implements AutoCloseable {
    private static final int CHUNK = 16 * 1024;
    private static final int CONNECT_TIMEOUT_MS = 5_000;
    private static final Duration FREEZE_POLL = Duration.ofMillis(20);

    private final int port = Ports.free();
    private final Set<Line> lines = ConcurrentHashMap.newKeySet();
    private volatile int targetPort;
    private volatile Condition condition = Condition.HEALTHY;
    private volatile ServerSocket listener;
    private volatile Thread acceptor;
    private volatile boolean closed;

    private TcpProxy(int targetPort) {
        this.targetPort = targetPort;
        this.listener = listen(port);
        this.acceptor = accept();
    }

    /** A proxy in front of a server on this machine. */
    public static TcpProxy to(int port) {
        return new TcpProxy(port);
    }

    /** A proxy whose target is told later by {@link #redirect(int)}. */
    public static TcpProxy withoutTarget() {
        return new TcpProxy(0);
    }

    /** The port that clients connect to. */
    public int port() {
        return port;
    }

    /** New connections go to this port from now on; open ones stay. */
    public void redirect(int port) {
        targetPort = port;
    }

    /** Breaks all open connections with a reset; new ones are accepted. */
    public void cut() {
        lines.forEach(Line::reset);
    }

    /** Breaks all open connections and refuses new ones until {@link #heal()}. */
    public synchronized void refuse() {
        closeListener();
        cut();
    }

    /** Connections stay open and accept bytes, but nothing arrives: a network that lost its route. */
    public void freeze() {
        condition = new Condition(condition.delay(), condition.bytesPerSecond(), true);
    }

    /** Each piece of data arrives later by this much, in both directions. */
    public void delay(Duration latency) {
        condition = new Condition(latency, condition.bytesPerSecond(), condition.frozen());
    }

    /** Each direction of a connection carries at most this much. */
    public void throttle(long bytesPerSecond) {
        condition = new Condition(condition.delay(), bytesPerSecond, condition.frozen());
    }

    /** Ends every fault; frozen bytes arrive. */
    public synchronized void heal() {
        condition = Condition.HEALTHY;
        if (listener.isClosed()) {
            listener = listen(port);
            acceptor = accept();
        }
    }

    /** How many connections are open. */
    public int connections() {
        return lines.size();
    }

    @Override
    public synchronized void close() {
        closed = true;
        closeListener();
        cut();
    }

    private Thread accept() {
        ServerSocket accepting = listener;
        return daemon("accept", () -> {
            while (!accepting.isClosed()) {
                acceptOne(accepting);
            }
        });
    }

    private void acceptOne(ServerSocket accepting) {
        Socket client;
        try {
            client = accepting.accept();
        } catch (IOException listenerClosed) {
            return;
        }
        Socket server = new Socket();
        Line line = new Line(client, server);
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), CONNECT_TIMEOUT_MS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            lines.add(line);
            daemon("up", () -> pump(line, client, server));
            daemon("down", () -> pump(line, server, client));
        } catch (IOException serverIsDown) {
            line.reset();
        }
    }

    private void pump(Line line, Socket from, Socket to) {
        byte[] chunk = new byte[CHUNK];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
                hold(length);
                out.write(chunk, 0, length);
            }
        } catch (IOException broken) {
            // One end is gone: the other end must see it too, below.
        } finally {
            line.reset();
            lines.remove(line);
        }
    }

    private void hold(int length) {
        while (condition.frozen() && !closed) {
            Eventually.pause(FREEZE_POLL);
        }
        Duration pause = condition.pause(length);
        if (!pause.isZero()) {
            Eventually.pause(pause);
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + port, e);
        }
    }

    /** The system goes on listening until the thread that accepts has noticed. */
    private void closeListener() {
        try {
            listener.close();
            acceptor.join(CONNECT_TIMEOUT_MS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Thread daemon(String role, Runnable work) {
        Thread thread = new Thread(work, "tcp-proxy-" + port + "-" + role);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** What the line does to bytes; 0 bytes per second means no limit. */
    private record Condition(Duration delay, long bytesPerSecond, boolean frozen) {
        static final Condition HEALTHY = new Condition(Duration.ZERO, 0, false);

        Duration pause(int length) {
            if (bytesPerSecond == 0) {
                return delay;
            }
            return delay.plusNanos(length * 1_000_000_000L / bytesPerSecond);
        }
    }

    private record Line(Socket client, Socket server) {
        void reset() {
            reset(client);
            reset(server);
        }

        private static void reset(Socket socket) {
            try (socket) {
                if (!socket.isClosed()) {
                    socket.setSoLinger(true, 0);
                }
            } catch (IOException alreadyGone) {
                // Gone is what was wanted.
            }
        }
    }
}
