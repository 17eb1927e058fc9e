// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import io.duplex.sink.server.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds converters without schemas: what a number or text in a record was in MySQL is told by its schema only. */
final class Converters {
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
    /** As Connect knows it, by its class and by the names it makes of that. */
    private static final Set<String> NAMES_OF_JSON = Set.of(JSON, "JsonConverter", "Json");

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
                    converter + " gives the sink no schemas. Use the converter that the source's records were written"
                            + " with: io.duplex.converters.avro.AvroConverter, or " + JSON + " with schemas."));
        }
        String schemas = VALUES + ".schemas.enable";
        if (NAMES_OF_JSON.contains(converter) && "false".equalsIgnoreCase(configured.get(schemas))) {
            findings.add(new Finding(
                    schemas,
                    "JSON without schemas does not tell digits of DECIMAL, units of DATETIME and bytes from texts, so"
                            + " rows could not be written exactly. Set " + schemas + "=true at the source and here, or"
                            + " use Avro on both sides."));
        }
        return findings;
    }
}
