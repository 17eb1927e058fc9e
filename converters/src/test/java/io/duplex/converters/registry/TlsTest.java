// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    private static final String PASSWORD = "changeit";

    @TempDir
    static Path directory;

    @BeforeAll
    static void makeStores() throws IOException, InterruptedException {
        for (String name : List.of("server", "client")) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost",
                    "-keystore",
                    store(name));
            keytool("-exportcert", "-alias", name, "-keystore", store(name), "-file", directory + "/" + name + ".cer");
            keytool(
                    "-importcert",
                    "-noprompt",
                    "-alias",
                    name,
                    "-keystore",
                    store(name + "-trust"),
                    "-file",
                    directory + "/" + name + ".cer");
        }
    }

    @Test
    void theTrustStoreDecidesWhichRegistryIsBelieved() throws IOException {
        try (TestRegistry server = TestRegistry.startWithTls(serverContext(), false)) {
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
        try (TestRegistry server = TestRegistry.startWithTls(serverContext(), true)) {
            List<Object> both = new ArrayList<>(List.of(trust()));
            both.addAll(List.of(
                    "schema.registry.ssl.keystore.location",
                    store("client"),
                    "schema.registry.ssl.keystore.password",
                    PASSWORD,
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

    private static Object[] trust() {
        return new Object[] {
            "schema.registry.ssl.truststore.location",
            store("server-trust"),
            "schema.registry.ssl.truststore.password",
            PASSWORD,
            "schema.registry.ssl.truststore.type",
            "PKCS12"
        };
    }

    private static SSLContext serverContext() {
        return new TlsOptions(Optional.of(options("server")), Optional.empty(), Optional.of(options("client-trust")))
                .context()
                .orElseThrow();
    }

    private static TlsOptions.Store options(String name) {
        return new TlsOptions.Store("server's", Path.of(store(name)), Optional.of(new Password(PASSWORD)), "PKCS12");
    }

    private static String store(String name) {
        return directory.resolve(name + ".p12").toString();
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Map.of(output, process.exitValue())).containsValue(0);
    }
}
