// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Options of Confluent's converter, serializers and client that this converter does not have. Where another value than the default would
 * change what is written, read or asked of the registry, it is refused; all others are named in the log.
 */
final class OtherOptions {

    private static final Logger LOG = LoggerFactory.getLogger(OtherOptions.class);
    private static final String LOADS_NOTHING = "classes of users are not loaded";
    private static final String NO_RULES = "rules of data contracts are not executed";

    private static final List<Refused> REFUSED = List.of(
            new Refused("use.latest.with.metadata", "", "use use.latest.version or use.schema.id"),
            new Refused("propagate.schema.tags", "false", "tag the versions in the registry"),
            new Refused("schema.format", "", "schemas are registered as they are"),
            new Refused("schema.reflection", "false", "Connect data has no Java classes to reflect"),
            new Refused("avro.remove.java.properties", "false", "schemas are registered as they are"),
            new Refused(
                    "context.name.strategy",
                    "NullContextNameStrategy",
                    LOADS_NOTHING + "; append /contexts/.NAME to schema.registry.url"),
            new Refused("key.schema.id.serializer", "PrefixSchemaIdSerializer", "ids are written as first bytes"),
            new Refused("value.schema.id.serializer", "PrefixSchemaIdSerializer", "ids are written as first bytes"),
            new Refused("rule.executors", "", NO_RULES),
            new Refused("rule.actions", "", NO_RULES),
            new Refused("bearer.auth.custom.provider.class", "", LOADS_NOTHING),
            new Refused("schema.backup.enabled", "false", "records are read and written as themselves"));

    /** Given to every converter by the worker. */
    private static final String CONVERTER_TYPE = "converter.type";

    private OtherOptions() {}

    /** Throws for an option that cannot be left out, and warns of the others that are not among the known ones. */
    static void check(Map<String, ?> given, Set<String> known) {
        REFUSED.forEach(refused -> refused.check(given));
        List<String> without = new ArrayList<>();
        for (String option : given.keySet()) {
            boolean ours =
                    known.contains(option) || CONVERTER_TYPE.equals(option) || option.startsWith("request.header.");
            if (!ours && REFUSED.stream().noneMatch(refused -> refused.option().equals(option))) {
                without.add(option);
            }
        }
        if (!without.isEmpty()) {
            without.sort(null);
            LOG.warn("Options without effect in this converter: {}", without);
        }
    }

    /** An option, the one value that is like not setting it (a class by its simple name), and what to do instead. */
    private record Refused(String option, String harmless, String remedy) {

        void check(Map<String, ?> given) {
            Object value = given.get(option);
            String text = value == null ? "" : value.toString().trim();
            String simple = text.substring(text.lastIndexOf('.') + 1);
            if (!text.isEmpty() && !simple.equalsIgnoreCase(harmless)) {
                throw new ConfigException(option, text, "is not supported by this converter: " + remedy);
            }
        }
    }
}
