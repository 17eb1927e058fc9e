// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.metrics;

import io.duplex.protocol.metrics.NameValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.kafka.common.config.ConfigException;

/** Names of a connector's MBeans. */
public final class MBeanNames {
    private final String prefix;
    private final Map<String, String> tags;

    /** Names those of the connector with this {@code topic.prefix}. */
    public MBeanNames(String prefix, Map<String, String> tags) {
        this.prefix = prefix;
        this.tags = new LinkedHashMap<>(tags);
    }

    /** Returns Debezium's name of the MBean for a context: {@code snapshot}, {@code streaming} and so on. */
    public ObjectName debezium(String type, String context) {
        return name("debezium.mysql:type=" + type + ",context=" + context);
    }

    /** Returns the name of Duplex's own MBean. */
    public ObjectName own() {
        return name("duplex:type=source");
    }

    private ObjectName name(String begin) {
        Map<String, String> rest = new LinkedHashMap<>();
        rest.put("server", prefix);
        rest.putAll(tags);
        String text = rest.entrySet().stream()
                .map(tag -> tag.getKey() + "=" + NameValue.of(tag.getValue()))
                .collect(Collectors.joining(",", begin + ",", ""));
        try {
            return new ObjectName(text);
        } catch (MalformedObjectNameException wrong) {
            throw new ConfigException(
                    MetricsOptions.TAGS, tags, "no name of an MBean can be made of it: " + wrong.getMessage());
        }
    }
}
