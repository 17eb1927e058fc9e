// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** The text of {@code docs/configuration.md}, made from the plugins' own definitions. */
final class ConfigurationPage {
    private final StringBuilder text = new StringBuilder("""
            # Configuration

            Every option of Duplex's plugins. This page is made from their definitions; a test compares.
            Options of Kafka Connect itself (`name`, `tasks.max`, converters, transforms, `producer.override.*`, ...) are
            described in [Kafka's documentation](https://kafka.apache.org/documentation/#connectconfigs).
            """);

    void plugin(String title, String className, ConfigDef options) {
        text.append("\n## ").append(title).append("\n\n`connector.class` or converter class: `");
        text.append(className).append("`\n");
        Map<String, List<ConfigKey>> groups = new LinkedHashMap<>();
        options.groups().forEach(group -> groups.put(group, new ArrayList<>()));
        options.configKeys().values().stream()
                .filter(key -> !key.internalConfig)
                .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                .forEach(
                        key -> groups.computeIfAbsent(key.group == null ? "Options" : key.group, g -> new ArrayList<>())
                                .add(key));
        groups.forEach(this::group);
    }

    private void group(String name, List<ConfigKey> keys) {
        if (keys.isEmpty()) {
            return;
        }
        text.append("\n### ").append(name).append("\n\n");
        text.append("| option | type | default | valid | meaning |\n|---|---|---|---|---|\n");
        keys.forEach(this::row);
    }

    private void row(ConfigKey key) {
        text.append("| `").append(key.name).append("` | ");
        text.append(key.type().name().toLowerCase(Locale.ROOT)).append(" | ");
        text.append(defaultOf(key)).append(" | ");
        text.append(key.validator == null ? "" : cell(key.validator.toString())).append(" | ");
        text.append(cell(key.documentation)).append(" |\n");
    }

    private static String defaultOf(ConfigKey key) {
        if (!key.hasDefault()) {
            return "required";
        }
        if (key.defaultValue == null || key.type() == ConfigDef.Type.PASSWORD) {
            return "";
        }
        String value = ConfigDef.convertToString(key.defaultValue, key.type());
        return value.isEmpty() ? "" : "`" + cell(value) + "`";
    }

    private static String cell(String content) {
        return content.replace("|", "\\|")
                .replace("\n", " ")
                .replaceAll("\\s+", " ")
                .trim();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
