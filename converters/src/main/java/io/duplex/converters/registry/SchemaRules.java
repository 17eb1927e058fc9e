// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.apache.kafka.connect.errors.DataException;

/**
 * Rules of a data contract, which Confluent's clients execute on each record: to encrypt a field, say. A record that was written or read
 * without them would be wrong, so a schema that has any is refused.
 */
enum SchemaRules {
    /** Rules that apply when a record is written. */
    ON_WRITE("READ"),
    /** Rules that apply when a record is read. */
    ON_READ("WRITE");

    private static final List<String> KINDS = List.of("domainRules", "encodingRules");

    private final String otherMode;

    SchemaRules(String otherMode) {
        this.otherMode = otherMode;
    }

    /** The schema is named as in messages. */
    void refuse(JsonNode answer, String schema) {
        for (String kind : KINDS) {
            for (JsonNode rule : answer.path("ruleSet").path(kind)) {
                if (!rule.path("disabled").asBoolean()
                        && !otherMode.equals(rule.path("mode").asText())) {
                    throw new DataException(
                            "The " + schema + " has the rule "
                                    + rule.path("name").asText() + " of type "
                                    + rule.path("type").asText()
                                    + ", which this converter does not execute. Remove or disable the rule, or use Confluent's converter.");
                }
            }
        }
    }
}
