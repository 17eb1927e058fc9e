// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    static Path directory;

    @Test
    void theTrustStoreDecidesWhichRegistryIsBelieved() throws IOException {
        try (TestRegistry server = TestRegistry.startWithTls(TlsStores.serverContext(), false)) {
            assertThat(Registries.http(server.url(), trust()).register("s", "\"int\"", false))
                    .isEqualTo(1);
            assertThatThrownBy(() ->
                            Registries.http(server.url(), "max.retries", 0).latest("s"))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("SSLHandshakeException");
        }
    }

    @Test
    void theKeyStoreIsShownToARegistryThatAsksForACertificate() throws IOException {
        try (TestRegistry server = TestRegistry.startWithTls(TlsStores.serverContext(), true)) {
            List<Object> both = new ArrayList<>(List.of(trust()));
            both.addAll(List.of(
                    "schema.registry.ssl.keystore.location",
                    TlsStores.store("client"),
                    "schema.registry.ssl.keystore.password",
                    TlsStores.PASSWORD,
                    "schema.registry.ssl.keystore.type",
                    "PKCS12"));

            assertThat(Registries.http(server.url(), both.toArray()).register("s", "\"int\"", false))
                    .isEqualTo(1);
            both.clear();
            both.addAll(List.of(trust()));
            both.addAll(List.of("max.retries", 0));
            assertThatThrownBy(
                            () -> Registries.http(server.url(), both.toArray()).latest("s"))
                    .isInstanceOf(RetriableException.class);
        }
    }

    @Test
    void certificatesAndKeysMayBePemTextOrFiles() throws Exception {
        String key = TlsStores.pemKey("client");
        String client = TlsStores.pemCertificate("client");
        String trusted = TlsStores.pemCertificate("server");
        Path keyFile = Files.writeString(directory.resolve("client.pem"), key + client);
        Path trustFile = Files.writeString(directory.resolve("trust.pem"), trusted);
        try (TestRegistry server = TestRegistry.startWithTls(TlsStores.serverContext(), true)) {
            SchemaRegistry texts = Registries.http(
                    server.url(),
                    "schema.registry.ssl.keystore.type",
                    "PEM",
                    "schema.registry.ssl.keystore.key",
                    key,
                    "schema.registry.ssl.keystore.certificate.chain",
                    client,
                    "schema.registry.ssl.truststore.type",
                    "PEM",
                    "schema.registry.ssl.truststore.certificates",
                    trusted);
            SchemaRegistry files = Registries.http(
                    server.url(),
                    "schema.registry.ssl.keystore.type",
                    "PEM",
                    "schema.registry.ssl.keystore.location",
                    keyFile.toString(),
                    "schema.registry.ssl.truststore.type",
                    "PEM",
                    "schema.registry.ssl.truststore.location",
                    trustFile.toString());

            assertThat(texts.register("s", "\"int\"", false)).isEqualTo(1);
            assertThat(files.register("s", "\"int\"", false)).isEqualTo(1);
        }
    }

    @Test
    void theHostIsComparedUnlessItsCheckIsSwitchedOff() throws IOException {
        try (TestRegistry server = TestRegistry.startWithTls(TlsStores.serverContext(), false)) {
            String other = server.url().replace("localhost", "127.0.0.1");
            List<Object> lenient = new ArrayList<>(List.of(trust()));
            lenient.addAll(List.of("schema.registry.ssl.endpoint.identification.algorithm", ""));

            assertThatThrownBy(
                            () -> Registries.http(other, with("max.retries", 0)).latest("s"))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining("127.0.0.1");
            assertThat(Registries.http(other, lenient.toArray()).register("s", "\"int\"", false))
                    .isEqualTo(1);
            assertThatThrownBy(() -> Registries.http(
                                    other,
                                    "max.retries",
                                    0,
                                    "schema.registry.ssl.endpoint.identification.algorithm",
                                    "")
                            .latest("s"))
                    .isInstanceOf(RetriableException.class);
        }
    }

    @Test
    void versionsAndCiphersMayBeChosen() throws IOException {
        try (TestRegistry server = TestRegistry.startWithTls(TlsStores.serverContext(), false)) {
            SchemaRegistry old = Registries.http(
                    server.url(),
                    with(
                            "schema.registry.ssl.enabled.protocols",
                            "TLSv1.2",
                            "schema.registry.ssl.cipher.suites",
                            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"));

            assertThat(old.register("s", "\"int\"", false)).isEqualTo(1);
        }
        assertThatThrownBy(() -> Registries.http("https://h:1", "schema.registry.ssl.cipher.suites", "TLS_NO_SUCH"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("TLS_NO_SUCH");
        assertThatThrownBy(() ->
                        Registries.http("https://h:1", "schema.registry.ssl.engine.factory.class", "com.acme.Factory"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("ssl.engine.factory.class");
    }

    private static Object[] trust() {
        return new Object[] {
            "schema.registry.ssl.truststore.location",
            TlsStores.store("server-trust"),
            "schema.registry.ssl.truststore.password",
            TlsStores.PASSWORD,
            "schema.registry.ssl.truststore.type",
            "PKCS12"
        };
    }

    private static Object[] with(Object... more) {
        List<Object> all = new ArrayList<>(List.of(trust()));
        all.addAll(List.of(more));
        return all.toArray();
    }
}
