// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.source.server.OptionGroup;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * What is measured and how its MBeans are named, under Debezium's names.
 *
 * @param tags keys and values added to each MBean's name, in the order given
 * @param statistics whether quantiles of the lag are kept
 * @param activity whether changes are counted by table in Debezium's MBean; ours always does
 */
public record MetricsOptions(Map<String, String> tags, boolean statistics, boolean activity) {
    public static final String TAGS = "custom.metric.tags";
    public static final String STATISTICS = "statistics.metrics.enabled";
    public static final String ACTIVITY = "advanced.metrics.enable";

    static final MetricsOptions NONE = new MetricsOptions(Map.of(), false, false);

    public MetricsOptions {
        tags = new LinkedHashMap<>(tags);
    }

    /** Adds these options to the source's. */
    public static void define(ConfigDef definition) {
        new OptionGroup(definition, "Metrics")
                .add(
                        TAGS,
                        "MBean tags",
                        ConfigDef.Type.LIST,
                        List.of(),
                        new Tags(),
                        "Pairs key=value, separated by commas, that are added to the names of all MBeans, so that "
                                + "connectors can be told apart or grouped.")
                .add(
                        STATISTICS,
                        "Lag statistics",
                        ConfigDef.Type.BOOLEAN,
                        true,
                        "Whether the median, the 95th and the 99th percentile of the lag behind the source are kept.")
                .add(
                        ACTIVITY,
                        "Counts by table",
                        ConfigDef.Type.BOOLEAN,
                        false,
                        "Whether Debezium's streaming MBean counts created, updated, deleted and truncated by table; "
                                + "Duplex's own MBean always does.");
    }

    /** Reads these options. */
    public static MetricsOptions from(AbstractConfig config) {
        return new MetricsOptions(
                parse(config.getList(TAGS)), config.getBoolean(STATISTICS), config.getBoolean(ACTIVITY));
    }

    private static Map<String, String> parse(List<String> pairs) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String pair : pairs) {
            if (!pair.isBlank()) {
                String[] parts = pair.split("=", 2);
                tags.put(parts[0].strip(), parts[1].strip());
            }
        }
        return tags;
    }

    private static final class Tags implements ConfigDef.Validator {
        @Override
        public void ensureValid(String name, @Nullable Object value) {
            if (value instanceof List<?> pairs) {
                pairs.stream()
                        .map(String::valueOf)
                        .flatMap(pair -> problem(pair).stream())
                        .findFirst()
                        .ifPresent(problem -> {
                            throw new ConfigException(name, value, problem);
                        });
            }
        }

        private static Optional<String> problem(String pair) {
            if (pair.isBlank()) {
                return Optional.empty();
            }
            int equals = pair.indexOf('=');
            if (equals < 1 || pair.indexOf('=', equals + 1) >= 0 || equals == pair.length() - 1) {
                return Optional.of("'" + pair + "' is not of the form key=value");
            }
            String key = pair.substring(0, equals).strip();
            if (List.of("type", "context", "server").contains(key)) {
                return Optional.of("'" + key + "' is a part of each MBean's name already; take another key");
            }
            return key.matches("[^\\s:\"*?]+")
                    ? Optional.empty()
                    : Optional.of("'" + key + "' cannot be a key in an MBean's name");
        }

        @Override
        public String toString() {
            return "pairs key=value separated by commas";
        }
    }
}
