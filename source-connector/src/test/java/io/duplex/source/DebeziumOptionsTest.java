// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.mysql.MySqlConnector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** Every option of Debezium's MySQL connector is here, with its default, or is known and ignored. */
final class DebeziumOptionsTest {
    /** Options whose default is another one, and why. */
    private static final Map<String, String> OTHERWISE = Map.of(
            "database.password", "it is hidden here",
            "database.server.id", "0 stands for a random one, which Debezium makes as the default",
            "topic.naming.strategy", "both strategies make the same names",
            "custom.sanitize.pattern", "it only adds to the names that are always hidden",
            "custom.metric.tags", "an empty list",
            "event.deserialization.failure.handling.mode", "the option that it is another name of has the default");

    @Test
    void everyOptionOfDebeziumIsDefinedOrIgnored() {
        Map<String, ConfigKey> ours = new TreeMap<>(SourceConfig.configDef().configKeys());
        List<String> missing = new ArrayList<>();
        for (String name : new MySqlConnector().config().configKeys().keySet()) {
            boolean pattern = name.contains("(");
            if (!pattern && !ours.containsKey(name) && UnknownOptions.isUnknown(name, ours.keySet())) {
                missing.add(name);
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theDefaultsAreDebeziums() {
        Map<String, ConfigKey> ours = SourceConfig.configDef().configKeys();
        List<String> different = new ArrayList<>();
        for (ConfigKey theirs : new MySqlConnector().config().configKeys().values()) {
            ConfigKey key = ours.get(theirs.name);
            if (key != null
                    && !OTHERWISE.containsKey(theirs.name)
                    && !text(theirs).equals(text(key))) {
                different.add(theirs.name + ": Debezium " + text(theirs) + ", Duplex " + text(key));
            }
        }
        assertThat(different).isEmpty();
    }

    @Test
    void theImportancesAreDebeziums() {
        Map<String, ConfigKey> ours = SourceConfig.configDef().configKeys();

        List<String> different = new ArrayList<>();
        for (ConfigKey theirs : new MySqlConnector().config().configKeys().values()) {
            ConfigKey key = ours.get(theirs.name);
            if (key != null && key.importance != theirs.importance) {
                different.add(theirs.name + ": Debezium " + theirs.importance + ", Duplex " + key.importance);
            }
        }
        assertThat(different).isEmpty();
    }

    /** No default and an empty one mean the same; classes are named, and the case of values does not matter. */
    private static String text(ConfigKey key) {
        return key.defaultValue == null || !key.hasDefault()
                ? ""
                : String.valueOf(key.defaultValue)
                        .replaceAll("^class |^\\[|]$", "")
                        .toLowerCase(Locale.ROOT);
    }
}
