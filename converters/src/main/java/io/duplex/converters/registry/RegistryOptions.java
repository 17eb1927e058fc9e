// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;

/** Where the registry is and how to be let in, under Confluent's property names. */
public record RegistryOptions(
        List<Endpoint> endpoints,
        Map<String, String> headers,
        Optional<TokenServer> tokens,
        TlsOptions tls,
        Optional<InetSocketAddress> proxy,
        Timing timing) {

    public static final String URL = "schema.registry.url";
    private static final String PREFIX = TlsOptions.PREFIX;
    static final String PROXY_HOST = "proxy.host";
    static final String PROXY_PORT = "proxy.port";
    static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    static final String READ_TIMEOUT = "http.read.timeout.ms";
    static final String RETRIES = "max.retries";
    static final String RETRY_WAIT = "retries.wait.ms";
    static final String RETRY_MAX_WAIT = "retries.max.wait.ms";
    static final String HEADER_PREFIX = "request.header.";

    public static void define(ConfigDef def) {
        def.define(
                        URL,
                        ConfigDef.Type.LIST,
                        ConfigDef.NO_DEFAULT_VALUE,
                        Importance.HIGH,
                        "Base URLs of the schema registry, separated by commas. The next one is used when one does not answer.")
                .define(
                        PROXY_HOST,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "Host of an HTTP proxy in front of the registry.")
                .define(PROXY_PORT, ConfigDef.Type.INT, -1, Importance.LOW, "Port of the HTTP proxy.");
        Credentials.define(def);
        defineTiming(def);
        TlsOptions.define(def);
    }

    /**
     * The properties under their plain names: Confluent's client also takes each of its options with the prefix schema.registry. in front.
     * The plain name wins.
     */
    public static Map<String, Object> plainNames(Map<String, ?> properties) {
        ConfigDef own = new ConfigDef();
        define(own);
        Map<String, Object> plain = new HashMap<>(properties);
        properties.forEach((key, value) -> {
            String name = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : "";
            if (own.names().contains(name)) {
                plain.remove(key);
                plain.putIfAbsent(name, value);
            }
        });
        return plain;
    }

    private static void defineTiming(ConfigDef def) {
        Range positive = Range.atLeast(1);
        Range notNegative = Range.atLeast(0);
        def.define(
                        CONNECT_TIMEOUT,
                        ConfigDef.Type.INT,
                        60_000,
                        positive,
                        Importance.LOW,
                        "Milliseconds to wait for a connection to the registry.")
                .define(
                        READ_TIMEOUT,
                        ConfigDef.Type.INT,
                        60_000,
                        positive,
                        Importance.LOW,
                        "Milliseconds to wait for the registry's answer.")
                .define(
                        RETRIES,
                        ConfigDef.Type.INT,
                        3,
                        notNegative,
                        Importance.LOW,
                        "How often all URLs are tried again after a failure that may pass.")
                .define(
                        RETRY_WAIT,
                        ConfigDef.Type.LONG,
                        1_000L,
                        notNegative,
                        Importance.LOW,
                        "Milliseconds before the first retry; doubled for each further one.")
                .define(
                        RETRY_MAX_WAIT,
                        ConfigDef.Type.LONG,
                        20_000L,
                        notNegative,
                        Importance.LOW,
                        "Longest wait in milliseconds between two retries.");
    }

    public static RegistryOptions from(AbstractConfig config) {
        Map<String, String> headers = BearerTokens.headers(config);
        config.originalsWithPrefix(HEADER_PREFIX).forEach((name, value) -> headers.put(name, String.valueOf(value)));
        String proxyHost = config.getString(PROXY_HOST);
        return new RegistryOptions(
                endpoints(config),
                Map.copyOf(headers),
                BearerTokens.server(config),
                TlsOptions.from(config),
                proxyHost.isEmpty()
                        ? Optional.empty()
                        : Optional.of(InetSocketAddress.createUnresolved(proxyHost, proxyPort(config))),
                new Timing(
                        Duration.ofMillis(config.getInt(CONNECT_TIMEOUT)),
                        Duration.ofMillis(config.getInt(READ_TIMEOUT)),
                        config.getInt(RETRIES),
                        Duration.ofMillis(config.getLong(RETRY_WAIT)),
                        Duration.ofMillis(config.getLong(RETRY_MAX_WAIT))));
    }

    private static int proxyPort(AbstractConfig config) {
        int port = config.getInt(PROXY_PORT);
        if (port < 1 || port > 65_535) {
            throw new ConfigException(PROXY_PORT, port, "must be a port number when " + PROXY_HOST + " is set");
        }
        return port;
    }

    private static List<Endpoint> endpoints(AbstractConfig config) {
        List<String> urls = config.getList(URL);
        if (urls.isEmpty()) {
            throw new ConfigException(URL, urls, "must name at least one registry");
        }
        Optional<String> shared = Credentials.shared(config);
        return urls.stream().map(url -> endpoint(url.trim(), shared)).toList();
    }

    private static Endpoint endpoint(String url, Optional<String> shared) {
        try {
            URI uri = new URI(url);
            if (uri.getHost() == null || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                throw new ConfigException(
                        "Each entry of " + URL + " must look like http://host:port or https://host:port");
            }
            URI base = new URI(uri.getScheme(), null, uri.getHost(), uri.getPort(), uri.getPath(), null, null);
            return new Endpoint(
                    base, shared.or(() -> Optional.ofNullable(uri.getUserInfo()).map(Credentials::basic)));
        } catch (URISyntaxException e) {
            // The reason without the input: the URL may hold a password.
            throw new ConfigException("An entry of " + URL + " is not a URL: " + e.getReason());
        }
    }

    /** Endpoints only: headers may hold secrets. */
    @Override
    public String toString() {
        return "registry at " + endpoints;
    }
}
