// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.registry.RegisteredSchema;
import io.duplex.converters.registry.SchemaRegistry;
import org.apache.avro.Schema;

/** Under which subject, and with which of its versions, records of one side (key or value) are written. */
record RegistrationPolicy(
        SubjectNaming naming, boolean isKey, boolean autoRegister, boolean useLatestVersion, boolean normalize) {

    static RegistrationPolicy from(AvroConverterConfig config, boolean isKey) {
        return new RegistrationPolicy(
                config.naming(isKey),
                isKey,
                config.getBoolean(AvroConverterConfig.AUTO_REGISTER),
                config.getBoolean(AvroConverterConfig.USE_LATEST_VERSION),
                config.getBoolean(AvroConverterConfig.NORMALIZE_SCHEMAS));
    }

    Registration resolve(String topic, Schema schema, SchemaRegistry registry) {
        String subject = naming.subject(topic, isKey, schema);
        if (autoRegister) {
            return new Registration(registry.register(subject, schema.toString(), normalize), schema);
        }
        if (useLatestVersion) {
            RegisteredSchema latest = registry.latest(subject);
            return new Registration(latest.id(), SchemaTexts.parse(latest));
        }
        return new Registration(registry.lookup(subject, schema.toString(), normalize), schema);
    }

    /** The id to write and the schema that the bytes must follow. */
    record Registration(int id, Schema schema) {}
}
