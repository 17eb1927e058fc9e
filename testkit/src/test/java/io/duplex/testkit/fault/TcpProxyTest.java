// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against an echo server: what goes in comes back, as far as the line allows. */
final class TcpProxyTest {
    private ServerSocket echo;
    private TcpProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve);
        thread.setDaemon(true);
        thread.start();
        proxy = TcpProxy.to(echo.getLocalPort());
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void healthyLineCarriesBytesBothWays() throws IOException {
        try (Socket client = connect()) {
            assertThat(roundTrip(client, 42)).isEqualTo(42);
            assertThat(proxy.connections()).isEqualTo(1);
        }
    }

    @Test
    void cutBreaksOpenConnectionsAndAcceptsNewOnes() throws IOException {
        try (Socket client = connect()) {
            roundTrip(client, 1);

            proxy.cut();

            assertBroken(client);
        }
        try (Socket next = connect()) {
            assertThat(roundTrip(next, 2)).isEqualTo(2);
        }
    }

    @Test
    void refusedLineAcceptsNobodyUntilItHeals() throws IOException {
        proxy.refuse();
        assertThatThrownBy(this::connect).isInstanceOf(IOException.class);

        proxy.heal();

        try (Socket client = connect()) {
            assertThat(roundTrip(client, 3)).isEqualTo(3);
        }
    }

    @Test
    void frozenBytesArriveWhenTheLineHeals() throws IOException {
        try (Socket client = connect()) {
            roundTrip(client, 1);
            proxy.freeze();
            client.setSoTimeout(200);
            assertThatThrownBy(() -> roundTrip(client, 4)).isInstanceOf(SocketTimeoutException.class);

            proxy.heal();

            client.setSoTimeout(5_000);
            assertThat(client.getInputStream().read()).isEqualTo(4);
        }
    }

    @Test
    void delayAndThrottleMakeTheLineSlow() throws IOException {
        try (Socket client = connect()) {
            proxy.delay(Duration.ofMillis(150));
            long begin = System.nanoTime();
            roundTrip(client, 5);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(290));

            proxy.heal();
            proxy.throttle(20_000);
            begin = System.nanoTime();
            client.getOutputStream().write(new byte[10_000]);
            assertThat(client.getInputStream().readNBytes(10_000)).hasSize(10_000);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(490));
        }
    }

    @Test
    void deadServerShowsAsBrokenConnection() throws IOException {
        echo.close();

        try (Socket client = connect()) {
            assertBroken(client);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        socket.setSoTimeout(5_000);
        return socket;
    }

    private static int roundTrip(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private static void assertBroken(Socket client) {
        int answer;
        try {
            answer = client.getInputStream().read();
        } catch (IOException reset) {
            answer = -1;
        }
        assertThat(answer).isEqualTo(-1);
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread thread = new Thread(() -> copy(client));
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void copy(Socket client) {
        try (client) {
            client.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException broken) {
            // The test broke the line.
        }
    }
}
