// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Key and trust store for https, with the options and the kinds of store that Kafka's own clients have. The settings are empty when none
 * was made: then the JVM's own certificates are trusted.
 */
record TlsOptions(Map<String, Object> settings, boolean verifyHostname) {

    static final String PREFIX = "schema.registry.";
    private static final String ENGINE_FACTORY = SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG;
    private static final String TYPES = "JKS, PKCS12 or PEM.";

    static void define(ConfigDef def) {
        text(
                def,
                SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
                null,
                "Path of the key store with the client's certificate.");
        secret(def, SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, "Password of the key store; PEM has none.");
        text(
                def,
                SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
                SslConfigs.DEFAULT_SSL_KEYSTORE_TYPE,
                "Kind of key store: " + TYPES);
        secret(
                def,
                SslConfigs.SSL_KEY_PASSWORD_CONFIG,
                "Password of the private key, when it differs from the key store's or the PEM key is encrypted.");
        secret(def, SslConfigs.SSL_KEYSTORE_KEY_CONFIG, "The private key itself, as PEM.");
        secret(
                def,
                SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
                "The client's certificate and those above it, as PEM.");
        text(
                def,
                SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
                null,
                "Path of the trust store with the certificates that the registry may present.");
        secret(def, SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, "Password of the trust store; PEM has none.");
        text(
                def,
                SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
                SslConfigs.DEFAULT_SSL_TRUSTSTORE_TYPE,
                "Kind of trust store: " + TYPES);
        secret(
                def,
                SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
                "The certificates that the registry may present, as PEM.");
        text(
                def,
                SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
                SslConfigs.DEFAULT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM,
                "How the host name is compared with the registry's certificate: https, or empty for not at all.");
        defineConnection(def);
    }

    private static void defineConnection(ConfigDef def) {
        text(def, SslConfigs.SSL_PROTOCOL_CONFIG, SslConfigs.DEFAULT_SSL_PROTOCOL, "TLS version of the context.");
        list(
                def,
                SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
                "TLS versions that may be spoken; all of the JVM's without it.");
        list(def, SslConfigs.SSL_CIPHER_SUITES_CONFIG, "Cipher suites that may be used; all of the JVM's without it.");
        text(def, SslConfigs.SSL_PROVIDER_CONFIG, null, "Security provider of the context, in place of the JVM's.");
        text(
                def,
                SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG,
                null,
                "Algorithm of the key manager, in place of the JVM's.");
        text(
                def,
                SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG,
                null,
                "Algorithm of the trust manager, in place of the JVM's.");
        text(
                def,
                SslConfigs.SSL_SECURE_RANDOM_IMPLEMENTATION_CONFIG,
                null,
                "Implementation of random numbers, in place of the JVM's.");
        text(def, ENGINE_FACTORY, null, "Refused when it is set: classes of users are not loaded.");
    }

    private static void text(ConfigDef def, String name, @Nullable String defaultValue, String doc) {
        def.define(PREFIX + name, ConfigDef.Type.STRING, defaultValue, Importance.MEDIUM, doc);
    }

    private static void secret(ConfigDef def, String name, String doc) {
        def.define(PREFIX + name, ConfigDef.Type.PASSWORD, null, Importance.MEDIUM, doc);
    }

    private static void list(ConfigDef def, String name, String doc) {
        def.define(PREFIX + name, ConfigDef.Type.LIST, List.of(), Importance.LOW, doc);
    }

    static TlsOptions from(AbstractConfig config) {
        boolean none = config.originals().keySet().stream().noneMatch(key -> key.startsWith(PREFIX + "ssl."));
        if (none) {
            return new TlsOptions(Map.of(), true);
        }
        Map<String, Object> settings = new HashMap<>();
        config.values().forEach((key, value) -> {
            if (key.startsWith(PREFIX + "ssl.") && isSet(value)) {
                settings.put(key.substring(PREFIX.length()), value);
            }
        });
        if (settings.containsKey(ENGINE_FACTORY)) {
            throw new ConfigException(
                    PREFIX + ENGINE_FACTORY, settings.get(ENGINE_FACTORY), "is not supported: use the stores' options");
        }
        String algorithm = config.getString(PREFIX + SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG);
        return new TlsOptions(settings, algorithm != null && !algorithm.isBlank());
    }

    private static boolean isSet(@Nullable Object value) {
        return value != null && !(value instanceof String text && text.isBlank());
    }

    /** Empty when nothing is set, so that the JVM's default context is used. */
    Optional<SSLContext> context() {
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        try (DefaultSslEngineFactory stores = new DefaultSslEngineFactory()) {
            stores.configure(settings);
            return Optional.of(verifyHostname ? stores.sslContext() : contextForAnyHost(stores));
        } catch (KafkaException | GeneralSecurityException | IllegalArgumentException e) {
            throw new ConfigException("The TLS settings " + PREFIX + "ssl.* cannot be used: " + reasons(e));
        }
    }

    /** The versions and ciphers that were chosen of those that the context has, if any were. */
    Optional<SSLParameters> parameters() {
        Optional<SSLContext> context = context();
        if (context.isEmpty()) {
            return Optional.empty();
        }
        SSLParameters possible = context.get().getSupportedSSLParameters();
        SSLParameters parameters = context.get().getDefaultSSLParameters();
        chosen(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, possible.getProtocols()).ifPresent(parameters::setProtocols);
        chosen(SslConfigs.SSL_CIPHER_SUITES_CONFIG, possible.getCipherSuites()).ifPresent(parameters::setCipherSuites);
        return Optional.of(parameters);
    }

    private Optional<String[]> chosen(String option, String[] possible) {
        List<?> wanted = settings.get(option) instanceof List<?> list ? list : List.of();
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        if (!List.of(possible).containsAll(wanted)) {
            throw new ConfigException(
                    PREFIX + option, wanted, "has one that this JVM does not; it has " + String.join(", ", possible));
        }
        return Optional.of(wanted.stream().map(String::valueOf).toArray(String[]::new));
    }

    private SSLContext contextForAnyHost(DefaultSslEngineFactory stores) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance(String.valueOf(settings.get(SslConfigs.SSL_PROTOCOL_CONFIG)));
        context.init(keyManagers(stores.keystore()), AnyHost.managers(stores.truststore()), null);
        return context;
    }

    private KeyManager @Nullable [] keyManagers(@Nullable KeyStore keyStore) throws GeneralSecurityException {
        if (keyStore == null) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        Object password = settings.get(SslConfigs.SSL_KEY_PASSWORD_CONFIG);
        if (password == null) {
            password = settings.get(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG);
        }
        factory.init(
                keyStore, password instanceof Password secret ? secret.value().toCharArray() : null);
        return factory.getKeyManagers();
    }

    private static String reasons(Throwable failure) {
        String reason = String.valueOf(failure.getMessage());
        Throwable cause = failure.getCause();
        return cause == null || reason.contains(String.valueOf(cause.getMessage()))
                ? reason
                : reason + ": " + reasons(cause);
    }

    /** Names only: values may be secrets. */
    @Override
    public String toString() {
        return "TLS settings " + settings.keySet();
    }
}
