// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.process.Directories;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/** Keys and certificates of a registry on localhost and of a client, made once for all tests. */
public final class TlsStores {

    public static final String PASSWORD = "changeit";

    private static final Path DIRECTORY = make();

    private TlsStores() {}

    /** What a registry shows, and whom it believes. */
    public static SSLContext serverContext() {
        return Registries.options(
                        "https://localhost",
                        "schema.registry.ssl.keystore.location",
                        store("server"),
                        "schema.registry.ssl.keystore.password",
                        PASSWORD,
                        "schema.registry.ssl.truststore.location",
                        store("client-trust"),
                        "schema.registry.ssl.truststore.password",
                        PASSWORD)
                .tls()
                .context()
                .orElseThrow();
    }

    /** The PKCS12 file of "server", "client", "server-trust" or "client-trust". */
    static String store(String name) {
        return DIRECTORY.resolve(name + ".p12").toString();
    }

    /** The private key of "server" or "client". */
    public static String pemKey(String name) throws GeneralSecurityException, IOException {
        return pem(
                "PRIVATE KEY",
                keyStore(name).getKey(name, PASSWORD.toCharArray()).getEncoded());
    }

    /** Likewise its certificate. */
    public static String pemCertificate(String name) throws GeneralSecurityException, IOException {
        return pem("CERTIFICATE", keyStore(name).getCertificate(name).getEncoded());
    }

    private static KeyStore keyStore(String name) throws GeneralSecurityException, IOException {
        return KeyStore.getInstance(new File(store(name)), PASSWORD.toCharArray());
    }

    private static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + kind + "-----\n";
    }

    private static Path make() {
        Path directory = Directories.temporary("tls");
        for (String name : List.of("server", "client")) {
            String own = directory.resolve(name + ".p12").toString();
            String trust = directory.resolve(name + "-trust.p12").toString();
            String certificate = directory.resolve(name + ".cer").toString();
            keytool(
                    own,
                    "-genkeypair",
                    "-alias",
                    name,
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-ext",
                    "san=dns:localhost");
            keytool(own, "-exportcert", "-alias", name, "-file", certificate);
            keytool(trust, "-importcert", "-noprompt", "-alias", name, "-file", certificate);
        }
        return directory;
    }

    private static void keytool(String store, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", store, "-storetype", "PKCS12", "-storepass", PASSWORD));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Map.of(output, process.exitValue())).containsValue(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
