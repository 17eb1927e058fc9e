// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.origin;

import io.duplex.source.server.ConnectionOptions.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;

/** A certificate authority of a test's own, made by the JDK's keytool. */
final class OwnAuthority {
    static final String STORE_PASSWORD = "st0re-secret";

    private final Path directory;

    OwnAuthority(Path directory) {
        this.directory = directory;
        keytool("-genkeypair", "-alias", "ca", "-keystore", path("ca.p12"), "-dname", "CN=ca", "-ext", "bc:c");
        keytool("-exportcert", "-rfc", "-alias", "ca", "-keystore", path("ca.p12"), "-file", path("ca.pem"));
        trust("trust.p12");
    }

    private void trust(String store) {
        keytool("-importcert", "-noprompt", "-alias", "ca", "-keystore", path(store), "-file", path("ca.pem"));
    }

    /** Makes a key and a certificate signed by the authority, in {@code <name>.p12}. */
    Store issue(String name, String alternative) {
        String store = name + ".p12";
        trust(store);
        keytool("-genkeypair", "-alias", name, "-keystore", path(store), "-dname", "CN=" + name);
        keytool("-certreq", "-alias", name, "-keystore", path(store), "-file", path(name + ".csr"));
        keytool(
                "-gencert",
                "-rfc",
                "-alias",
                "ca",
                "-keystore",
                path("ca.p12"),
                "-infile",
                path(name + ".csr"),
                "-outfile",
                path(name + ".pem"),
                "-ext",
                "san=" + alternative);
        keytool("-importcert", "-alias", name, "-keystore", path(store), "-file", path(name + ".pem"));
        return store(store);
    }

    Store trusted() {
        return store("trust.p12");
    }

    /** Returns mysqld's options for the certificate of this name. */
    List<String> serverOptions(String name) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(directory.resolve(name + ".p12"))) {
            keys.load(file, STORE_PASSWORD.toCharArray());
        }
        byte[] key = keys.getKey(name, STORE_PASSWORD.toCharArray()).getEncoded();
        Files.writeString(
                directory.resolve(name + ".key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
        return List.of(
                "--ssl-ca=" + path("ca.pem"), "--ssl-cert=" + path(name + ".pem"), "--ssl-key=" + path(name + ".key"));
    }

    private Store store(String file) {
        return new Store(path(file), Optional.of(new Password(STORE_PASSWORD)));
    }

    private String path(String file) {
        return directory.resolve(file).toString();
    }

    private static void keytool(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", STORE_PASSWORD, "-storetype", "PKCS12"));
        if (command.contains("-genkeypair")) {
            command.addAll(List.of("-keyalg", "RSA", "-keysize", "2048"));
        }
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + output);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
