// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** What the Authorization header holds: user and password, or a token. */
final class Credentials {

    static final String BASIC_SOURCE = "basic.auth.credentials.source";
    static final String USER_INFO = "basic.auth.user.info";
    static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    static final String BEARER_TOKEN = "bearer.auth.token";

    private static final String USER_AND_PASSWORD = "user:password";
    private static final String STATIC_TOKEN = "STATIC_TOKEN";
    private static final String DEFAULT_BASIC_SOURCE = "URL";

    private Credentials() {}

    static void define(ConfigDef def) {
        def.define(
                        BASIC_SOURCE,
                        ConfigDef.Type.STRING,
                        DEFAULT_BASIC_SOURCE,
                        Importance.MEDIUM,
                        "Where user and password for basic authentication come from: URL (user information of the URL),"
                                + " USER_INFO, or SASL_INHERIT (the login module's).")
                .define(
                        USER_INFO,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "user:password for basic authentication, used with USER_INFO.")
                .define(
                        SaslConfigs.SASL_JAAS_CONFIG,
                        ConfigDef.Type.PASSWORD,
                        null,
                        Importance.LOW,
                        "Login module with username and password, used with SASL_INHERIT; without it the JVM's KafkaClient.")
                .define(
                        BEARER_SOURCE,
                        ConfigDef.Type.STRING,
                        STATIC_TOKEN,
                        Importance.LOW,
                        "Where the bearer token comes from. Only STATIC_TOKEN is supported.")
                .define(
                        BEARER_TOKEN,
                        ConfigDef.Type.PASSWORD,
                        "",
                        Importance.MEDIUM,
                        "Bearer token sent with each request.");
    }

    /** The header for all URLs; empty when each URL has its own or none. */
    static Optional<String> shared(AbstractConfig config) {
        boolean bearer =
                isSet(config, BEARER_SOURCE) || !secret(config, BEARER_TOKEN).isEmpty();
        if (!bearer) {
            return basic(config);
        }
        if (isSet(config, BASIC_SOURCE)) {
            throw new ConfigException("Only one of " + BASIC_SOURCE + " and " + BEARER_SOURCE + " or " + BEARER_TOKEN
                    + " may be set: a request has one Authorization header");
        }
        String source = config.getString(BEARER_SOURCE);
        if (!STATIC_TOKEN.equals(source)) {
            throw new ConfigException(
                    BEARER_SOURCE, source, "only STATIC_TOKEN (with " + BEARER_TOKEN + ") is supported");
        }
        String token = secret(config, BEARER_TOKEN);
        if (token.isEmpty()) {
            throw new ConfigException(BEARER_TOKEN + " must be set when " + BEARER_SOURCE + " is " + STATIC_TOKEN);
        }
        return Optional.of("Bearer " + token);
    }

    private static Optional<String> basic(AbstractConfig config) {
        String source = config.getString(BASIC_SOURCE).toUpperCase(Locale.ROOT);
        return switch (source) {
            case DEFAULT_BASIC_SOURCE -> Optional.empty();
            case "USER_INFO" -> Optional.of(basic(userInfo(config)));
            case "SASL_INHERIT" -> Optional.of(basic(loginModule(config)));
            default ->
                throw new ConfigException(
                        BASIC_SOURCE,
                        source,
                        "use URL, USER_INFO (with " + USER_INFO + "=" + USER_AND_PASSWORD + ") or SASL_INHERIT");
        };
    }

    static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static String userInfo(AbstractConfig config) {
        String userInfo = secret(config, USER_INFO);
        if (!userInfo.contains(":")) {
            throw new ConfigException(
                    USER_INFO + " must be " + USER_AND_PASSWORD + " when " + BASIC_SOURCE + " is USER_INFO");
        }
        return userInfo;
    }

    private static String loginModule(AbstractConfig config) {
        Map<String, Object> settings = new HashMap<>();
        Password module = config.getPassword(SaslConfigs.SASL_JAAS_CONFIG);
        if (module != null) {
            settings.put(SaslConfigs.SASL_JAAS_CONFIG, module);
        }
        String wanted = "SASL_INHERIT needs " + SaslConfigs.SASL_JAAS_CONFIG
                + " among the converter's options (or a KafkaClient of the JVM) with username and password";
        try {
            List<AppConfigurationEntry> entries =
                    JaasContext.loadClientContext(settings).configurationEntries();
            Map<String, ?> options =
                    entries.isEmpty() ? Map.of() : entries.get(0).getOptions();
            if (!options.containsKey("username") || !options.containsKey("password")) {
                throw new ConfigException(wanted);
            }
            return options.get("username") + ":" + options.get("password");
        } catch (IllegalArgumentException | SecurityException e) {
            // The reason may repeat the module, which holds the password.
            throw new ConfigException(wanted);
        }
    }

    private static boolean isSet(AbstractConfig config, String option) {
        return config.originals().containsKey(option);
    }

    private static String secret(AbstractConfig config, String option) {
        return config.getPassword(option).value();
    }
}
