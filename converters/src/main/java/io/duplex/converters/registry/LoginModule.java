// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** What a Kafka client logs in with, for registries that take the same. */
final class LoginModule {

    private LoginModule() {}

    static void define(ConfigDef def) {
        def.define(
                SaslConfigs.SASL_JAAS_CONFIG,
                ConfigDef.Type.PASSWORD,
                null,
                Importance.LOW,
                "Login module with username and password, used with SASL_INHERIT, or with clientId and clientSecret, used with"
                        + " SASL_OAUTHBEARER_INHERIT; without it the JVM's KafkaClient.");
    }

    /**
     * Returns the module's options.
     *
     * @param source the source of credentials that needs it
     * @throws ConfigException when there is no module, or it lacks one of the wanted options
     */
    static Map<String, ?> options(AbstractConfig config, String source, List<String> wanted) {
        Map<String, Object> settings = new HashMap<>();
        Password module = config.getPassword(SaslConfigs.SASL_JAAS_CONFIG);
        if (module != null) {
            settings.put(SaslConfigs.SASL_JAAS_CONFIG, module);
        }
        String needs = source + " needs " + SaslConfigs.SASL_JAAS_CONFIG
                + " among the converter's options (or a KafkaClient of the JVM) with " + String.join(" and ", wanted);
        try {
            List<AppConfigurationEntry> entries =
                    JaasContext.loadClientContext(settings).configurationEntries();
            Map<String, ?> options =
                    entries.isEmpty() ? Map.of() : entries.get(0).getOptions();
            if (!options.keySet().containsAll(wanted)) {
                throw new ConfigException(needs);
            }
            return options;
        } catch (IllegalArgumentException | SecurityException e) {
            // The reason may repeat the module, which holds the password.
            throw new ConfigException(needs);
        }
    }
}
