// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.duplex.converters.avro.AvroNames.FullName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.AvroTypeException;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.Field;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lays one Connect schema out in Avro. The order in which properties are added is part of the result: registries compare schemas as
 * text. One instance per top-level schema, since a named type is written out once and only referred to afterwards.
 */
final class ConnectToAvroSchema {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectToAvroSchema.class);

    private final TranslationOptions options;
    private final Defaults defaults;
    private final Map<org.apache.kafka.connect.data.Schema, Schema> written = new HashMap<>();
    private int unnamed;

    ConnectToAvroSchema(TranslationOptions options) {
        this.options = options;
        this.defaults = new Defaults(options);
    }

    Schema translate(org.apache.kafka.connect.data.@Nullable Schema schema) {
        if (schema == null) {
            return Anything.SCHEMA;
        }
        if (AvroNames.isUnion(schema)) {
            return union(schema);
        }
        Schema base = base(schema);
        if (!schema.isOptional()) {
            return base;
        }
        // A union's default must be of its first type. A struct's default never makes it into the union's order.
        boolean defaultFirst = schema.defaultValue() != null && schema.type() != ConnectSchema.Type.STRUCT;
        Schema none = Schema.create(Schema.Type.NULL);
        return defaultFirst ? Schema.createUnion(base, none) : Schema.createUnion(none, base);
    }

    private Schema union(org.apache.kafka.connect.data.Schema schema) {
        List<Schema> members = new ArrayList<>();
        if (schema.isOptional()) {
            members.add(Schema.create(Schema.Type.NULL));
        }
        schema.fields().forEach(field -> members.add(base(field.schema())));
        return Schema.createUnion(members);
    }

    /** The Avro type without regard to null. */
    private Schema base(org.apache.kafka.connect.data.Schema schema) {
        org.apache.kafka.connect.data.Schema required = schema.isOptional() ? required(schema) : schema;
        Schema known = written.get(required);
        if (known != null) {
            return known;
        }
        Schema base = type(required);
        if (options.connectMetaData()) {
            addConnectProperties(required, base);
        }
        LogicalTypes.of(required).ifPresent(logical -> base.addProp(LogicalTypes.PROPERTY, logical.avroName()));
        if (required.parameters() != null) {
            required.parameters().forEach((key, value) -> {
                if (key.startsWith(AvroNames.AVRO_PREFIX)) {
                    base.addProp(key, value);
                }
            });
        }
        written.put(required, base);
        return base;
    }

    private Schema type(org.apache.kafka.connect.data.Schema schema) {
        return switch (schema.type()) {
            case INT8, INT16, INT32 -> Schema.create(Schema.Type.INT);
            case INT64 -> Schema.create(Schema.Type.LONG);
            case FLOAT32 -> Schema.create(Schema.Type.FLOAT);
            case FLOAT64 -> Schema.create(Schema.Type.DOUBLE);
            case BOOLEAN -> Schema.create(Schema.Type.BOOLEAN);
            case STRING ->
                (options.enhancedSchemas() || options.generalizedSumTypes()) && AvroNames.isEnum(schema)
                        ? enumeration(schema)
                        : Schema.create(Schema.Type.STRING);
            case BYTES -> bytes(schema);
            case ARRAY -> Schema.createArray(translate(schema.valueSchema()));
            case MAP ->
                AvroNames.isAvroMap(schema, options)
                        ? Schema.createMap(translate(schema.valueSchema()))
                        : Schema.createArray(mapEntry(schema));
            case STRUCT -> record(schema);
        };
    }

    private Schema enumeration(org.apache.kafka.connect.data.Schema schema) {
        Map<String, String> parameters = schema.parameters();
        String parameter = AvroNames.enumParameter(options);
        if (!parameters.containsKey(parameter)) {
            parameter = AvroNames.ENUM.equals(parameter) ? AvroNames.GENERAL_ENUM : AvroNames.ENUM;
        }
        String prefix = parameter + '.';
        List<String> symbols = parameters.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .toList();
        String name = name(schema).name();
        boolean discard = options.discardTypeDocDefault();
        return Schema.createEnum(
                parameters.get(parameter),
                parameters.get(discard ? AvroNames.CONNECT_ENUM_DOC : AvroNames.ENUM_DOC + name),
                null,
                symbols,
                discard ? null : parameters.get(AvroNames.ENUM_DEFAULT + name));
    }

    private Schema bytes(org.apache.kafka.connect.data.Schema schema) {
        Map<String, String> parameters = schema.parameters() == null ? Map.of() : schema.parameters();
        Schema bytes;
        if (parameters.containsKey(AvroNames.FIXED_SIZE)) {
            FullName name = name(schema);
            bytes = Schema.createFixed(
                    name.name(), null, name.namespace(), Integer.parseInt(parameters.get(AvroNames.FIXED_SIZE)));
        } else {
            bytes = Schema.create(Schema.Type.BYTES);
        }
        if (Decimal.LOGICAL_NAME.equals(schema.name())) {
            bytes.addProp(LogicalTypes.SCALE, Integer.parseInt(parameters.getOrDefault(Decimal.SCALE_FIELD, "0")));
            bytes.addProp(LogicalTypes.PRECISION, precision(parameters));
        }
        return bytes;
    }

    private static int precision(Map<String, String> parameters) {
        String precision = parameters.get(LogicalTypes.PRECISION_PARAMETER);
        return precision == null ? LogicalTypes.DEFAULT_PRECISION : Integer.parseInt(precision);
    }

    private Schema mapEntry(org.apache.kafka.connect.data.Schema schema) {
        Schema entry;
        if (schema.name() == null) {
            entry = Schema.createRecord(AvroNames.MAP_ENTRY, null, AvroNames.NAMESPACE, false);
        } else {
            FullName name = name(schema);
            entry = Schema.createRecord(name.name(), null, name.namespace(), false);
            entry.addProp(AvroNames.CONNECT_INTERNAL_TYPE, AvroNames.MAP_ENTRY);
        }
        entry.setFields(List.of(
                field(AvroNames.KEY, schema.keySchema(), null), field(AvroNames.VALUE, schema.valueSchema(), null)));
        return entry;
    }

    private Schema record(org.apache.kafka.connect.data.Schema schema) {
        FullName name = name(schema);
        Map<String, String> parameters = schema.parameters() == null ? Map.of() : schema.parameters();
        String recordDoc = options.discardTypeDocDefault() ? AvroNames.CONNECT_RECORD_DOC : AvroNames.RECORD_DOC;
        Schema record = Schema.createRecord(name.name(), parameters.get(recordDoc), name.namespace(), false);
        List<Schema.Field> fields = new ArrayList<>();
        for (Field field : schema.fields()) {
            String doc = parameters.get(AvroNames.FIELD_DOC + field.name());
            fields.add(field(AvroNames.scrub(field.name(), options), field.schema(), doc));
        }
        record.setFields(fields);
        return record;
    }

    private FullName name(org.apache.kafka.connect.data.Schema schema) {
        if (schema.name() != null) {
            return AvroNames.split(schema.name(), options);
        }
        unnamed++;
        return new FullName(AvroNames.NAMESPACE, AvroNames.DEFAULT_RECORD + (unnamed > 1 ? unnamed : ""));
    }

    private Schema.Field field(String name, org.apache.kafka.connect.data.Schema schema, @Nullable String typeDoc) {
        Schema type = translate(schema);
        String doc = options.discardTypeDocDefault() ? schema.doc() : typeDoc;
        Object defaultValue = null;
        if (schema.defaultValue() != null) {
            defaultValue = Defaults.plain(defaults.toJson(schema, schema.defaultValue()));
        } else if (schema.isOptional()) {
            defaultValue = JsonProperties.NULL_VALUE;
        }
        try {
            return new Schema.Field(name, type, doc, defaultValue);
        } catch (AvroTypeException e) {
            LOG.warn("Avro cannot express the default of field={}, so it is left out: {}", name, e.getMessage());
            return new Schema.Field(name, type, doc, (Object) null);
        }
    }

    private void addConnectProperties(org.apache.kafka.connect.data.Schema schema, Schema base) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (schema.doc() != null) {
            base.addProp(AvroNames.CONNECT_DOC, schema.doc());
        }
        if (schema.version() != null) {
            base.addProp(AvroNames.CONNECT_VERSION, json.numberNode(schema.version()));
        }
        Map<String, String> parameters = schema.parameters() == null ? Map.of() : schema.parameters();
        boolean flagged = !options.discardTypeDocDefault() && parameters.containsKey(AvroNames.FIELD_DEFAULT_FLAG);
        ObjectNode kept = json.objectNode();
        parameters.forEach(kept::put);
        if (flagged) {
            kept.remove(AvroNames.FIELD_DEFAULT_FLAG);
        }
        if (!kept.isEmpty()) {
            base.addProp(AvroNames.CONNECT_PARAMETERS, kept);
        }
        if (schema.defaultValue() != null && !flagged) {
            base.addProp(AvroNames.CONNECT_DEFAULT, defaults.toJson(schema, schema.defaultValue()));
        }
        if (schema.name() != null) {
            base.addProp(AvroNames.CONNECT_NAME, schema.name());
        }
        if (schema.type() == ConnectSchema.Type.INT8 || schema.type() == ConnectSchema.Type.INT16) {
            base.addProp(AvroNames.CONNECT_TYPE, schema.type().getName());
        }
    }

    private static org.apache.kafka.connect.data.Schema required(org.apache.kafka.connect.data.Schema schema) {
        var type = schema.type();
        return new ConnectSchema(
                type,
                false,
                schema.defaultValue(),
                schema.name(),
                schema.version(),
                schema.doc(),
                schema.parameters(),
                type == ConnectSchema.Type.STRUCT ? schema.fields() : null,
                type == ConnectSchema.Type.MAP ? schema.keySchema() : null,
                type == ConnectSchema.Type.MAP || type == ConnectSchema.Type.ARRAY ? schema.valueSchema() : null);
    }
}
