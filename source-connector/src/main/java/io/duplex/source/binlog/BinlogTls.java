// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.binlog;

import io.duplex.source.server.ConnectionOptions;
import io.duplex.source.server.ConnectionOptions.SslMode;
import io.duplex.source.server.ConnectionOptions.Store;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the binlog's connection with whatever TLS versions Java and the server share, by the stores of the options,
 * and checks the host's name as it is configured (the client itself would ask the name service for another one).
 */
final class BinlogTls {
    private final SSLContext context;
    private final ConnectionOptions options;

    private BinlogTls(SSLContext context, ConnectionOptions options) {
        this.context = context;
        this.options = options;
    }

    /** Reads the stores. */
    static BinlogTls of(ConnectionOptions options) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(options), trust(options), null);
            return new BinlogTls(context, options);
        } catch (GeneralSecurityException | IOException e) {
            throw new BinlogFailure(
                    BinlogFailure.Kind.STOP,
                    "TLS to " + options.server() + " cannot be set up; check " + ConnectionOptions.KEYSTORE + ", "
                            + ConnectionOptions.TRUSTSTORE + " and their passwords: " + e.getMessage(),
                    e);
        }
    }

    /** Puts TLS on a connected socket. */
    SSLSocket wrap(Socket socket) throws SocketException {
        try {
            if (socket instanceof PacketSocket plain) {
                plain.secure();
            }
            SSLSocket secured =
                    (SSLSocket) context.getSocketFactory().createSocket(socket, options.host(), options.port(), true);
            if (options.tls().mode() == SslMode.VERIFY_IDENTITY) {
                SSLParameters parameters = secured.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                secured.setSSLParameters(parameters);
            }
            return new BufferedTlsSocket(secured);
        } catch (IOException e) {
            SocketException failure = new SocketException("TLS to " + options.server() + " failed: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private static KeyManager @Nullable [] keys(ConnectionOptions options)
            throws GeneralSecurityException, IOException {
        if (options.tls().keystore().isEmpty()) {
            return null;
        }
        Store store = options.tls().keystore().get();
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load(store), password(store));
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(ConnectionOptions options)
            throws GeneralSecurityException, IOException {
        SslMode mode = options.tls().mode();
        if (mode != SslMode.VERIFY_CA && mode != SslMode.VERIFY_IDENTITY) {
            return new TrustManager[] {new AnyCertificate()};
        }
        if (options.tls().truststore().isEmpty()) {
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(load(options.tls().truststore().get()));
        return factory.getTrustManagers();
    }

    private static KeyStore load(Store store) throws GeneralSecurityException, IOException {
        KeyStore loaded = KeyStore.getInstance(store.type());
        try (InputStream file = Files.newInputStream(Path.of(store.path()))) {
            loaded.load(file, password(store));
        }
        return loaded;
    }

    private static char @Nullable [] password(Store store) {
        return store.password().map(Password::value).map(String::toCharArray).orElse(null);
    }

    /** The modes that do not verify only keep others from listening. */
    private static final class AnyCertificate implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            // Nobody connects to us.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Not to be verified by the mode's definition.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
