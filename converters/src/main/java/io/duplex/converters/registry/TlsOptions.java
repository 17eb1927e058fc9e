// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** Key and trust store for https; without a trust store the JVM's own certificates are trusted. */
record TlsOptions(Optional<Store> keyStore, Optional<Password> keyPassword, Optional<Store> trustStore) {

    private static final String PREFIX = "schema.registry.ssl.";
    private static final String KEY_PASSWORD = PREFIX + "key.password";

    static void define(ConfigDef def) {
        defineStore(def, "keystore", "Key store with the client's certificate for mutual TLS");
        defineStore(def, "truststore", "Trust store with the certificates that the registry may present");
        def.define(
                KEY_PASSWORD,
                ConfigDef.Type.PASSWORD,
                null,
                Importance.MEDIUM,
                "Password of the private key, when it differs from the key store's.");
    }

    private static void defineStore(ConfigDef def, String store, String what) {
        def.define(
                        PREFIX + store + ".location",
                        ConfigDef.Type.STRING,
                        null,
                        Importance.MEDIUM,
                        what + ": path of the file.")
                .define(
                        PREFIX + store + ".password",
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.MEDIUM,
                        what + ": its password.")
                .define(
                        PREFIX + store + ".type",
                        ConfigDef.Type.STRING,
                        "JKS",
                        Importance.LOW,
                        what + ": JKS or PKCS12.");
    }

    static TlsOptions from(AbstractConfig config) {
        return new TlsOptions(
                Store.from(config, "keystore"),
                Optional.ofNullable(config.getPassword(KEY_PASSWORD)),
                Store.from(config, "truststore"));
    }

    /** Empty when nothing is set, so that the JVM's default context is used. */
    Optional<SSLContext> context() {
        if (keyStore.isEmpty() && trustStore.isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(), trustManagers(), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new ConfigException("The TLS settings " + PREFIX + "* cannot be used: " + e.getMessage());
        }
    }

    private KeyManager @Nullable [] keyManagers() throws GeneralSecurityException {
        if (keyStore.isEmpty()) {
            return null;
        }
        Store store = keyStore.get();
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(
                store.load(),
                keyPassword.or(store::password).map(TlsOptions::chars).orElse(null));
        return factory.getKeyManagers();
    }

    private TrustManager @Nullable [] trustManagers() throws GeneralSecurityException {
        if (trustStore.isEmpty()) {
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trustStore.get().load());
        return factory.getTrustManagers();
    }

    private static char[] chars(Password password) {
        return password.value().toCharArray();
    }

    record Store(String option, Path location, Optional<Password> password, String type) {

        static Optional<Store> from(AbstractConfig config, String store) {
            String option = PREFIX + store + ".location";
            return Optional.ofNullable(config.getString(option))
                    .map(location -> new Store(
                            option,
                            Path.of(location),
                            Optional.ofNullable(config.getPassword(PREFIX + store + ".password")),
                            config.getString(PREFIX + store + ".type")));
        }

        KeyStore load() throws GeneralSecurityException {
            KeyStore keyStore = KeyStore.getInstance(type);
            try (InputStream in = Files.newInputStream(location)) {
                keyStore.load(in, password.map(TlsOptions::chars).orElse(null));
                return keyStore;
            } catch (IOException e) {
                throw new ConfigException(
                        option, location.toString(), "cannot be read as " + type + ": " + e.getMessage());
            }
        }
    }
}
