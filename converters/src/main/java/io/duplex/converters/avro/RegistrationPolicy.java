// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.registry.RegisteredSchema;
import io.duplex.converters.registry.SchemaRegistry;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityResult;
import org.apache.kafka.connect.errors.DataException;

/** Under which subject, and with which schema of the registry, records of one side (key or value) are written. */
record RegistrationPolicy(
        SubjectNaming naming, boolean isKey, boolean normalize, Choice choice, Strictness strictness) {

    static RegistrationPolicy from(AvroConverterConfig config, boolean isKey) {
        int schemaId = config.getInt(AvroConverterConfig.USE_SCHEMA_ID);
        return new RegistrationPolicy(
                config.naming(isKey),
                isKey,
                config.getBoolean(AvroConverterConfig.NORMALIZE_SCHEMAS),
                new Choice(
                        config.getBoolean(AvroConverterConfig.AUTO_REGISTER),
                        schemaId,
                        config.getBoolean(AvroConverterConfig.USE_LATEST_VERSION)),
                new Strictness(
                        config.getBoolean(AvroConverterConfig.ID_STRICT),
                        config.getBoolean(AvroConverterConfig.LATEST_STRICT)));
    }

    Registration resolve(String topic, Schema schema, SchemaRegistry registry) {
        String subject = naming.subject(topic, isKey, schema);
        if (choice.autoRegister()) {
            return new Registration(registry.register(subject, schema.toString(), normalize), schema);
        }
        if (choice.schemaId() >= 0) {
            RegisteredSchema chosen = registry.schemaToWrite(choice.schemaId());
            return written(chosen, schema, strictness.id() ? AvroConverterConfig.ID_STRICT : "");
        }
        if (choice.latestVersion()) {
            RegisteredSchema latest = registry.latest(subject);
            return written(latest, schema, strictness.latest() ? AvroConverterConfig.LATEST_STRICT : "");
        }
        return new Registration(registry.lookup(subject, schema.toString(), normalize), schema);
    }

    /** Whether another schema may be the right one after a while. */
    boolean mayChange() {
        return !choice.autoRegister() && choice.schemaId() < 0 && choice.latestVersion();
    }

    /** The check is the option that asks for one, or empty. */
    private static Registration written(RegisteredSchema registered, Schema own, String check) {
        Schema schema = SchemaTexts.parse(registered);
        if (!check.isEmpty()) {
            SchemaCompatibilityResult result = SchemaCompatibility.checkReaderWriterCompatibility(schema, own)
                    .getResult();
            if (result.getCompatibility() != SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE) {
                String reasons = result.getIncompatibilities().stream()
                        .map(each -> each.getType() + " at " + each.getLocation() + " (" + each.getMessage() + ")")
                        .collect(Collectors.joining("; "));
                throw new DataException("The schema with id " + registered.id() + " cannot read what records of "
                        + own.getFullName() + " hold: " + reasons + ". Register a version that can, or set " + check
                        + "=false.");
            }
        }
        return new Registration(registered.id(), schema);
    }

    /** What the registry is asked for; the first that applies. */
    record Choice(boolean autoRegister, int schemaId, boolean latestVersion) {}

    /** Whether schemas that were chosen otherwise than by a record's own must be able to read it. */
    record Strictness(boolean id, boolean latest) {}

    /** The id to write and the schema that the bytes must follow. */
    record Registration(int id, Schema schema) {}
}
