// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.server.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds converters that give the sink neither schemas nor fields. */
final class Converters {
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    private static final String VALUES = "value.converter";
    private static final Set<String> WITHOUT_SCHEMAS = Set.of(
            "org.apache.kafka.connect.storage.StringConverter",
            "org.apache.kafka.connect.converters.ByteArrayConverter");

    private Converters() {}

    /** Checks the converters that the connector's own options name; the worker's are its own affair. */
    static List<Finding> findings(Map<String, String> configured) {
        List<Finding> findings = new ArrayList<>();
        String converter = configured.getOrDefault(VALUES, "");
        if (WITHOUT_SCHEMAS.contains(converter)) {
            findings.add(new Finding(
                    VALUES,
                    converter + " gives the sink no fields. Use the converter that the source's records were written"
                            + " with: io.duplex.converters.avro.AvroConverter, or " + JSON + "."));
        }
        return findings;
    }
}
