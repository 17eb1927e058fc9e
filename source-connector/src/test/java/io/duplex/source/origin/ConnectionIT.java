// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.origin.MetadataTables;
import io.duplex.protocol.server.ServerAddress;
import io.duplex.source.binlog.Backoff;
import io.duplex.source.binlog.BinlogFailure;
import io.duplex.source.binlog.BinlogReader;
import io.duplex.source.binlog.ReaderOptions;
import io.duplex.source.decode.DecodeOptions;
import io.duplex.source.decode.Decoded;
import io.duplex.source.metrics.StreamingMetrics;
import io.duplex.source.origin.OriginOptions.Include;
import io.duplex.source.server.ConnectionOptions;
import io.duplex.source.server.ConnectionOptions.SslMode;
import io.duplex.source.server.ConnectionOptions.Store;
import io.duplex.source.server.ConnectionOptions.Tls;
import io.duplex.source.server.JdbcOptions;
import io.duplex.source.server.ServerConnections;
import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The binlog's connection: authentication, encryption, and failures that somebody has to act on. */
class ConnectionIT {
    private static final String PASSWORD = "pässwörd, long enough for anybody €";

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aUserWithAPasswordReadsWithAndWithoutEncryption(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version)) {
            replicator(server);
            for (SslMode mode : List.of(SslMode.DISABLED, SslMode.PREFERRED)) {
                assertReads(server, options(server, PASSWORD, new Tls(mode, Optional.empty(), Optional.empty())));
            }
        }
    }

    @Test
    void aServerWithOnlyTls13IsRead() throws Exception {
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--tls-version=TLSv1.3")
                .start()) {
            replicator(server);

            assertReads(
                    server, options(server, PASSWORD, new Tls(SslMode.REQUIRED, Optional.empty(), Optional.empty())));
        }
    }

    @Test
    void theCertificateIsVerifiedByTheTrustStore() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            replicator(server);
            Store trust = trustStore(server);

            assertReads(
                    server,
                    options(server, PASSWORD, new Tls(SslMode.VERIFY_CA, Optional.empty(), Optional.of(trust))));
            assertRefused(
                    options(server, PASSWORD, new Tls(SslMode.VERIFY_CA, Optional.empty(), Optional.empty())),
                    ConnectionOptions.TRUSTSTORE);
            assertRefused(
                    options(server, PASSWORD, new Tls(SslMode.VERIFY_IDENTITY, Optional.empty(), Optional.of(trust))),
                    ConnectionOptions.SSL_MODE);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"V8_0", "V9_7"})
    void bothSidesShowCertificatesOverTls13(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        OwnAuthority authority = new OwnAuthority(directory);
        authority.issue("server", "ip:127.0.0.1");
        Store client = authority.issue("client", "dns:client");
        Optional<Store> trusted = Optional.of(authority.trusted());
        var builder = MySqlServer.builder(version).option("--tls-version=TLSv1.3");
        authority.serverOptions("server").forEach(builder::option);
        try (MySqlServer server = builder.start()) {
            replicator(server);
            server.execute("ALTER USER repl@'%' REQUIRE X509");

            assertReads(
                    server, options(server, PASSWORD, new Tls(SslMode.VERIFY_IDENTITY, Optional.of(client), trusted)));
            assertRefused(
                    options(server, PASSWORD, new Tls(SslMode.VERIFY_CA, Optional.empty(), trusted)),
                    ConnectionOptions.USER);
        }
    }

    @Test
    void aCertificateForAnotherHostIsTrustedButNotTheHosts() throws Exception {
        OwnAuthority authority = new OwnAuthority(directory);
        authority.issue("server", "dns:elsewhere.example");
        Optional<Store> trusted = Optional.of(authority.trusted());
        var builder = MySqlServer.builder(MySqlVersion.V8_0);
        authority.serverOptions("server").forEach(builder::option);
        try (MySqlServer server = builder.start()) {
            replicator(server);

            assertReads(server, options(server, PASSWORD, new Tls(SslMode.VERIFY_CA, Optional.empty(), trusted)));
            assertRefused(
                    options(server, PASSWORD, new Tls(SslMode.VERIFY_IDENTITY, Optional.empty(), trusted)),
                    ConnectionOptions.SSL_MODE);
        }
    }

    @Test
    void aWrongPasswordStopsTheStreamWithoutSayingIt() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            replicator(server);

            assertThatThrownBy(() -> readSome(options(server, "wr0ng", preferred())))
                    .isInstanceOfSatisfying(
                            BinlogFailure.class,
                            failure -> assertThat(failure.retriable()).isFalse())
                    .hasMessageContaining(ConnectionOptions.PASSWORD)
                    .hasMessageNotContaining("wr0ng");
        }
    }

    @Test
    void aMissingPrivilegeStopsTheStreamWithItsGrant() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            server.execute("CREATE USER repl@'%' IDENTIFIED BY '" + PASSWORD + "'");

            assertRefused(options(server, PASSWORD, preferred()), "REPLICATION SLAVE");
        }
    }

    @Test
    void twoReadersOfOneNumberAreTold() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            ConnectionOptions root =
                    StreamUnderTest.connections(server, server.port()).options();
            ReaderOptions same = StreamUnderTest.options(1 << 20);
            try (DecodedStream first = stream(root, same)) {
                poll(first, 5);
                try (DecodedStream second = stream(root, same)) {
                    poll(second, 5);

                    assertThatThrownBy(() -> poll(first, 100)).hasMessageContaining(ReaderOptions.SERVER_ID);
                }
            }
        }
    }

    @Test
    void aFrozenConnectionIsNoticedByTheMissingHeartbeats() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0);
                TcpProxy proxy = TcpProxy.to(server.port());
                StreamUnderTest stream =
                        StreamUnderTest.through(server, proxy.port(), StreamUnderTest.after(""), 1 << 20)) {
            server.execute("CREATE DATABASE a");
            stream.readAll(server);
            proxy.freeze();
            server.execute("CREATE DATABASE b");
            for (int i = 0; i < 300 && stream.stream().connected(); i++) {
                stream.poll();
            }
            assertThat(stream.stream().connected()).isFalse();
            proxy.heal();

            assertThat(stream.statements(server)).hasSize(2);
        }
    }

    private static void replicator(MySqlServer server) {
        server.execute(
                "CREATE USER repl@'%' IDENTIFIED BY '" + PASSWORD + "'",
                "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO repl@'%'");
    }

    private static Tls preferred() {
        return new Tls(SslMode.PREFERRED, Optional.empty(), Optional.empty());
    }

    private static ConnectionOptions options(MySqlServer server, String password, Tls tls) {
        return new ConnectionOptions(
                List.of(new ServerAddress(server.host(), server.port())),
                "repl",
                new Password(password),
                tls,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                JdbcOptions.defaults());
    }

    private static DecodedStream stream(ConnectionOptions connection, ReaderOptions options) {
        LoopFilter loops = new LoopFilter(
                new MetadataTables("duplex"),
                Include.LOCAL,
                id -> List.of(),
                new SiteServers(Set.of(), KnownServers.NONE));
        BinlogReader reader = new BinlogReader(new ServerConnections(connection), options, StreamingMetrics.unseen());
        return new DecodedStream(
                reader,
                DecodeOptions.DEFAULT,
                loops,
                GtidSources.ALL,
                new Backoff(options.retries()),
                StreamUnderTest.after(""));
    }

    private static List<Decoded> readSome(ConnectionOptions connection) throws InterruptedException {
        try (DecodedStream stream = stream(connection, StreamUnderTest.options(1 << 20))) {
            return poll(stream, 50);
        }
    }

    private static List<Decoded> poll(DecodedStream stream, int times) throws InterruptedException {
        List<Decoded> items = new ArrayList<>();
        for (int i = 0; i < times && items.stream().noneMatch(Decoded.DdlEvent.class::isInstance); i++) {
            items.addAll(stream.poll(Duration.ofMillis(100), 1));
        }
        return items;
    }

    private static void assertReads(MySqlServer server, ConnectionOptions connection) throws InterruptedException {
        server.execute("CREATE DATABASE IF NOT EXISTS seen");

        assertThat(readSome(connection)).anyMatch(Decoded.DdlEvent.class::isInstance);
    }

    private static void assertRefused(ConnectionOptions connection, String remedy) {
        assertThatThrownBy(() -> readSome(connection))
                .isInstanceOfSatisfying(
                        BinlogFailure.class,
                        failure -> assertThat(failure.retriable()).isFalse())
                .hasMessageContaining(remedy);
    }

    private Store trustStore(MySqlServer server) throws Exception {
        byte[] pem = Files.readAllBytes(Path.of(server.value("SELECT @@datadir"), "ca.pem"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry(
                "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem)));
        Path file = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        assertThat(new String(pem, StandardCharsets.US_ASCII)).contains("BEGIN CERTIFICATE");
        return new Store(file.toString(), Optional.of(new Password("changeit")));
    }
}
