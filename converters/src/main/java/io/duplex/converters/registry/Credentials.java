// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;

/** What the Authorization header holds when it is known from the start: user and password, or a token. */
final class Credentials {

    static final String BASIC_SOURCE = "basic.auth.credentials.source";
    static final String USER_INFO = "basic.auth.user.info";

    private static final String USER_AND_PASSWORD = "user:password";
    private static final String SASL_INHERIT = "SASL_INHERIT";
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
                        "user:password for basic authentication, used with USER_INFO.");
        LoginModule.define(def);
        BearerTokens.define(def);
    }

    /** The header for all URLs; empty when each URL has its own or none, or the token is asked for. */
    static Optional<String> shared(AbstractConfig config) {
        if (!BearerTokens.areUsed(config)) {
            return basic(config);
        }
        if (config.originals().containsKey(BASIC_SOURCE)) {
            throw new ConfigException("Only one of " + BASIC_SOURCE + " and " + BearerTokens.SOURCE + " or "
                    + BearerTokens.TOKEN + " may be set: a request has one Authorization header");
        }
        return BearerTokens.fixed(config);
    }

    private static Optional<String> basic(AbstractConfig config) {
        String source = config.getString(BASIC_SOURCE).toUpperCase(Locale.ROOT);
        return switch (source) {
            case DEFAULT_BASIC_SOURCE -> Optional.empty();
            case "USER_INFO" -> Optional.of(basic(userInfo(config)));
            case SASL_INHERIT -> Optional.of(basic(loginModule(config)));
            default ->
                throw new ConfigException(
                        BASIC_SOURCE,
                        source,
                        "use URL, USER_INFO (with " + USER_INFO + "=" + USER_AND_PASSWORD + ") or " + SASL_INHERIT);
        };
    }

    static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static String userInfo(AbstractConfig config) {
        String userInfo = config.getPassword(USER_INFO).value();
        if (!userInfo.contains(":")) {
            throw new ConfigException(
                    USER_INFO + " must be " + USER_AND_PASSWORD + " when " + BASIC_SOURCE + " is USER_INFO");
        }
        return userInfo;
    }

    private static String loginModule(AbstractConfig config) {
        Map<String, ?> options = LoginModule.options(config, SASL_INHERIT, List.of("username", "password"));
        return options.get("username") + ":" + options.get("password");
    }
}
