// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

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
import org.apache.kafka.common.config.SaslConfigs;

/** Options of bearer tokens: one that is given, or where to get them. */
final class BearerTokens {

    static final String SOURCE = "bearer.auth.credentials.source";
    static final String TOKEN = "bearer.auth.token";
    static final String TOKEN_URL = "bearer.auth.issuer.endpoint.url";
    static final String CLIENT_ID = "bearer.auth.client.id";
    static final String CLIENT_SECRET = "bearer.auth.client.secret";
    static final String SCOPE = "bearer.auth.scope";
    static final String EXPIRY_BUFFER = "bearer.auth.cache.expiry.buffer.seconds";
    static final String LOGICAL_CLUSTER = "bearer.auth.logical.cluster";
    static final String IDENTITY_POOL = "bearer.auth.identity.pool.id";

    private static final String STATIC_TOKEN = "STATIC_TOKEN";
    private static final String OAUTH = "OAUTHBEARER";
    private static final String OAUTH_OF_LOGIN = "SASL_OAUTHBEARER_INHERIT";
    private static final String LOGIN_ID = "clientId";
    private static final String LOGIN_SECRET = "clientSecret";
    private static final String LOGIN_IDENTITY_POOL = "extension_identityPoolId";

    private BearerTokens() {}

    static void define(ConfigDef def) {
        def.define(
                        SOURCE,
                        ConfigDef.Type.STRING,
                        STATIC_TOKEN,
                        Importance.LOW,
                        "Where the bearer token comes from: STATIC_TOKEN, OAUTHBEARER (asked of " + TOKEN_URL
                                + "), or SASL_OAUTHBEARER_INHERIT (the same with the login module's client).")
                .define(TOKEN, ConfigDef.Type.PASSWORD, "", Importance.MEDIUM, "Bearer token sent with each request.")
                .define(
                        LOGICAL_CLUSTER,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "Id of the registry in a cloud that has many, sent along with a bearer token.")
                .define(
                        IDENTITY_POOL,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "Id of the pool that the token's owner belongs to, sent along with a bearer token.");
        defineServer(def);
    }

    private static void defineServer(ConfigDef def) {
        def.define(
                        TOKEN_URL,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "URL of the OAuth 2.0 server that gives out tokens for the client's id and secret.")
                .define(
                        CLIENT_ID,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.MEDIUM,
                        "The client's id at the OAuth 2.0 server.")
                .define(
                        CLIENT_SECRET,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "The client's secret at the OAuth 2.0 server.")
                .define(
                        SCOPE,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "Scope to ask for, if the OAuth 2.0 server needs one.")
                .define(
                        EXPIRY_BUFFER,
                        ConfigDef.Type.INT,
                        300,
                        Range.atLeast(0),
                        Importance.LOW,
                        "Seconds before a token expires at which the next one is asked for.")
                .define(
                        SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL,
                        ConfigDef.Type.STRING,
                        "",
                        Importance.LOW,
                        "As " + TOKEN_URL + ", used with SASL_OAUTHBEARER_INHERIT.");
    }

    static boolean areUsed(AbstractConfig config) {
        return config.originals().containsKey(SOURCE)
                || !config.getPassword(TOKEN).value().isEmpty();
    }

    /** The header with the token that is given; empty when tokens are asked for. */
    static Optional<String> fixed(AbstractConfig config) {
        String source = config.getString(SOURCE);
        return switch (source) {
            case OAUTH, OAUTH_OF_LOGIN -> Optional.empty();
            case STATIC_TOKEN -> {
                String token = config.getPassword(TOKEN).value();
                if (token.isEmpty()) {
                    throw new ConfigException(TOKEN + " must be set when " + SOURCE + " is " + STATIC_TOKEN);
                }
                yield Optional.of("Bearer " + token);
            }
            default ->
                throw new ConfigException(
                        SOURCE, source, "use " + STATIC_TOKEN + ", " + OAUTH + " or " + OAUTH_OF_LOGIN);
        };
    }

    /** The server to ask for tokens, if they are asked for. */
    static Optional<TokenServer> server(AbstractConfig config) {
        if (!areUsed(config)) {
            return Optional.empty();
        }
        return switch (config.getString(SOURCE)) {
            case OAUTH ->
                Optional.of(new TokenServer(
                        url(TOKEN_URL, config),
                        required(CLIENT_ID, config.getString(CLIENT_ID)),
                        required(
                                CLIENT_SECRET, config.getPassword(CLIENT_SECRET).value()),
                        config.getString(SCOPE),
                        buffer(config)));
            case OAUTH_OF_LOGIN -> Optional.of(ofLogin(config));
            default -> Optional.empty();
        };
    }

    private static TokenServer ofLogin(AbstractConfig config) {
        String id = config.getString(CLIENT_ID);
        String secret = config.getPassword(CLIENT_SECRET).value();
        String scope = config.getString(SCOPE);
        List<String> wanted = id.isEmpty() || secret.isEmpty() ? List.of(LOGIN_ID, LOGIN_SECRET) : List.of();
        Map<String, ?> login = LoginModule.options(config, OAUTH_OF_LOGIN, wanted);
        String url =
                config.getString(TOKEN_URL).isEmpty() ? SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL : TOKEN_URL;
        return new TokenServer(
                url(url, config),
                id.isEmpty() ? text(login, LOGIN_ID) : id,
                secret.isEmpty() ? text(login, LOGIN_SECRET) : secret,
                scope.isEmpty() ? text(login, "scope") : scope,
                buffer(config));
    }

    /** The headers that go with each token. */
    static Map<String, String> headers(AbstractConfig config) {
        Map<String, String> headers = new HashMap<>();
        if (areUsed(config)) {
            String pool = config.getString(IDENTITY_POOL);
            if (pool.isEmpty() && OAUTH_OF_LOGIN.equals(config.getString(SOURCE))) {
                pool = text(LoginModule.options(config, OAUTH_OF_LOGIN, List.of()), LOGIN_IDENTITY_POOL);
            }
            headers.put("Confluent-Identity-Pool-Id", pool);
            headers.put("target-sr-cluster", config.getString(LOGICAL_CLUSTER));
            headers.values().removeIf(String::isEmpty);
        }
        return headers;
    }

    private static String text(Map<String, ?> login, String option) {
        Object value = login.get(option);
        return value == null ? "" : value.toString();
    }

    private static Duration buffer(AbstractConfig config) {
        return Duration.ofSeconds(config.getInt(EXPIRY_BUFFER));
    }

    private static String required(String option, String value) {
        if (value.isEmpty()) {
            throw new ConfigException(
                    option + " must be set when " + SOURCE + " is " + OAUTH + " or " + OAUTH_OF_LOGIN);
        }
        return value;
    }

    private static URI url(String option, AbstractConfig config) {
        String text = required(option, config.getString(option));
        try {
            URI url = new URI(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below; the reason repeats the text.
        }
        // Without the text: it may hold a password.
        throw new ConfigException(option + " must look like https://host/path, without user and password");
    }
}
