// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** HTTP clients of a test, configured as a user would. */
final class Registries {

    private Registries() {}

    static HttpSchemaRegistry http(String urls, Object... namesAndValues) {
        return new HttpSchemaRegistry(options(urls, namesAndValues));
    }

    static RegistryOptions options(String urls, Object... namesAndValues) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("schema.registry.url", urls);
        properties.put("retries.wait.ms", 5);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        ConfigDef def = new ConfigDef();
        RegistryOptions.define(def);
        return RegistryOptions.from(new AbstractConfig(def, RegistryOptions.plainNames(properties), false));
    }
}
