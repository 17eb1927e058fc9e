// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** The JDK's HTTP servers on a free port of 127.0.0.1. */
final class TestHttp {

    static {
        // Otherwise each answer waits for the client's delayed acknowledgement. The JDK reads it once, with its first
        // server.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private TestHttp() {}

    static HttpServer plain() throws IOException {
        return HttpServer.create(loopback(), 0);
    }

    static HttpServer withTls(SSLContext context, boolean needClientCertificate) throws IOException {
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(needClientCertificate);
                parameters.setSSLParameters(ssl);
            }
        });
        return server;
    }

    /** Returns the server's URL without a path. */
    static String url(HttpServer server) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return scheme + "://localhost:" + server.getAddress().getPort();
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
