// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** One of these values, in any case; they are recommended, too. */
public final class Choice implements ConfigDef.Validator, ConfigDef.Recommender {
    private final List<String> values;
    private final Map<String, String> refused;

    private Choice(List<String> values, Map<String, String> refused) {
        this.values = List.copyOf(values);
        this.refused = Map.copyOf(refused);
    }

    public static Choice of(List<String> values) {
        return new Choice(values, Map.of());
    }

    public static Choice of(String... values) {
        return new Choice(List.of(values), Map.of());
    }

    /** Returns the same, which tells why one of Debezium's values is not among these. */
    public Choice refusing(String value, String reason) {
        return new Choice(values, Map.of(value, reason));
    }

    @Override
    public void ensureValid(String name, @Nullable Object value) {
        if (value != null && values.stream().noneMatch(String.valueOf(value)::equalsIgnoreCase)) {
            String reason = refused.get(String.valueOf(value).toLowerCase(Locale.ROOT));
            throw new ConfigException(
                    name, value, (reason == null ? "" : reason + ". ") + "It must be one of " + this + ".");
        }
    }

    @Override
    public List<Object> validValues(String name, Map<String, Object> parsed) {
        return List.copyOf(values);
    }

    @Override
    public boolean visible(String name, Map<String, Object> parsed) {
        return true;
    }

    @Override
    public String toString() {
        return String.join(", ", values);
    }
}
