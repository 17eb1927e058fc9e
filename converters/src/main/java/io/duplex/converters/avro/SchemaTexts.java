// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.registry.RegisteredSchema;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.apache.kafka.connect.errors.DataException;

/** Parses what the registry holds; names and defaults that this Avro version would refuse are none of the reader's business. */
final class SchemaTexts {

    private SchemaTexts() {}

    static Schema parse(RegisteredSchema registered) {
        try {
            Schema.Parser parser = new Schema.Parser(NameValidator.NO_VALIDATION).setValidateDefaults(false);
            registered.references().forEach(parser::parse);
            return parser.parse(registered.text());
        } catch (AvroRuntimeException e) {
            throw new DataException(
                    "The schema with id " + registered.id() + " is not a readable Avro schema: " + e.getMessage(), e);
        }
    }
}
