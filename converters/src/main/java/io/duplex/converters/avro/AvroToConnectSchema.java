// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.Date;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Time;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives back the Connect schema that an Avro schema was made from, or the nearest one for schemas made elsewhere. */
final class AvroToConnectSchema {

    private static final Logger LOG = LoggerFactory.getLogger(AvroToConnectSchema.class);

    private final TranslationOptions options;
    private final Defaults defaults;
    private final AtomicInteger unions;
    private final Set<String> open = new HashSet<>();

    /** The unions are those that the converter has named so far. */
    AvroToConnectSchema(TranslationOptions options, AtomicInteger unions) {
        this.options = options;
        this.unions = unions;
        this.defaults = new Defaults(options);
    }

    org.apache.kafka.connect.data.Schema translate(Schema schema) {
        return translate(schema, false, null, null);
    }

    private org.apache.kafka.connect.data.Schema translate(
            Schema schema, boolean optional, @Nullable Object fieldDefault, @Nullable String fieldDoc) {
        if (schema.getType() == Schema.Type.UNION) {
            Schema single = AvroNames.withoutNull(schema);
            boolean flatten = schema.getTypes().size() == 2 || options.flattenSingletonUnions();
            if (!single.isUnion() && flatten) {
                return translate(single, optional || schema.isNullable(), null, fieldDoc);
            }
        }
        SchemaBuilder builder = builder(schema);
        addDoc(schema, builder, fieldDoc);
        addMetadata(schema, builder);
        addDefault(schema, builder, fieldDefault);
        addName(schema, builder);
        if (optional) {
            builder.optional();
        }
        return builder.build();
    }

    private SchemaBuilder builder(Schema schema) {
        String logical = schema.getProp(LogicalTypes.PROPERTY);
        return switch (schema.getType()) {
            case BOOLEAN -> SchemaBuilder.bool();
            case INT -> integer(schema, logical);
            case LONG ->
                LogicalTypes.TIMESTAMP.avroName().equalsIgnoreCase(logical)
                        ? Timestamp.builder()
                        : SchemaBuilder.int64();
            case FLOAT -> SchemaBuilder.float32();
            case DOUBLE -> SchemaBuilder.float64();
            case STRING -> SchemaBuilder.string();
            case BYTES, FIXED -> bytes(schema, logical);
            case ENUM -> enumeration(schema);
            case ARRAY ->
                AvroNames.isMapEntry(schema.getElementType())
                        ? entries(schema.getElementType())
                        : SchemaBuilder.array(translate(schema.getElementType()));
            case MAP ->
                SchemaBuilder.map(org.apache.kafka.connect.data.Schema.STRING_SCHEMA, translate(schema.getValueType()));
            case RECORD -> record(schema);
            case UNION -> union(schema);
            case NULL ->
                throw new DataException("Connect has no type for Avro's null on its own. Make the field a union"
                        + " of null and a type.");
        };
    }

    private static SchemaBuilder integer(Schema schema, @Nullable String logical) {
        if (LogicalTypes.DATE.avroName().equalsIgnoreCase(logical)) {
            return Date.builder();
        }
        if (LogicalTypes.TIME.avroName().equalsIgnoreCase(logical)) {
            return Time.builder();
        }
        String type = schema.getProp(AvroNames.CONNECT_TYPE);
        if (type == null || logical != null) {
            return SchemaBuilder.int32();
        }
        return switch (type) {
            case "int8" -> SchemaBuilder.int8();
            case "int16" -> SchemaBuilder.int16();
            default ->
                throw new DataException(
                        "The Avro int has " + AvroNames.CONNECT_TYPE + "=" + type + ", expected int8 or int16");
        };
    }

    private static SchemaBuilder bytes(Schema schema, @Nullable String logical) {
        SchemaBuilder builder;
        if (LogicalTypes.DECIMAL.avroName().equalsIgnoreCase(logical)) {
            builder = Decimal.builder(number(schema, LogicalTypes.SCALE, 0));
            int precision = number(schema, LogicalTypes.PRECISION, LogicalTypes.DEFAULT_PRECISION);
            if (precision != LogicalTypes.DEFAULT_PRECISION) {
                builder.parameter(LogicalTypes.PRECISION_PARAMETER, String.valueOf(precision));
            }
        } else {
            builder = SchemaBuilder.bytes();
        }
        if (schema.getType() == Schema.Type.FIXED) {
            builder.parameter(AvroNames.FIXED_SIZE, String.valueOf(schema.getFixedSize()));
        }
        return builder;
    }

    private static int number(Schema schema, String property, int otherwise) {
        return schema.getObjectProp(property) instanceof Number number ? number.intValue() : otherwise;
    }

    private SchemaBuilder enumeration(Schema schema) {
        SchemaBuilder builder = SchemaBuilder.string();
        boolean discard = options.discardTypeDocDefault();
        if (options.connectMetaData() && schema.getDoc() != null) {
            String doc = discard ? AvroNames.CONNECT_ENUM_DOC : AvroNames.ENUM_DOC + schema.getName();
            builder.parameter(doc, schema.getDoc());
        }
        if (options.connectMetaData() && !discard && schema.getEnumDefault() != null) {
            builder.parameter(AvroNames.ENUM_DEFAULT + schema.getName(), schema.getEnumDefault());
        }
        String parameter = AvroNames.enumParameter(options);
        builder.parameter(parameter, schema.getFullName());
        int index = 0;
        for (String symbol : schema.getEnumSymbols()) {
            builder.parameter(
                    parameter + '.' + symbol, options.generalizedSumTypes() ? String.valueOf(index++) : symbol);
        }
        return builder;
    }

    private SchemaBuilder entries(Schema entry) {
        Schema.Field key = entry.getField(AvroNames.KEY);
        Schema.Field value = entry.getField(AvroNames.VALUE);
        if (key == null || value == null || entry.getFields().size() != 2) {
            throw new DataException(
                    "The map entry " + entry.getFullName() + " must have exactly the fields key and value");
        }
        return SchemaBuilder.map(translate(key.schema()), translate(value.schema()));
    }

    private SchemaBuilder record(Schema schema) {
        if (!open.add(schema.getFullName())) {
            throw new DataException("The Avro record " + schema.getFullName()
                    + " contains itself, which no MySQL row does: Connect schemas cannot express it");
        }
        SchemaBuilder builder = SchemaBuilder.struct();
        boolean docs = options.connectMetaData() && !options.discardTypeDocDefault();
        if (docs && schema.getDoc() != null) {
            builder.parameter(AvroNames.RECORD_DOC, schema.getDoc());
        }
        for (Schema.Field field : schema.getFields()) {
            if (docs && field.doc() != null) {
                builder.parameter(AvroNames.FIELD_DOC + field.name(), field.doc());
            }
            builder.field(field.name(), translate(field.schema(), false, field.defaultVal(), field.doc()));
        }
        open.remove(schema.getFullName());
        return builder;
    }

    private SchemaBuilder union(Schema schema) {
        SchemaBuilder builder = SchemaBuilder.struct();
        if (options.generalizedSumTypes()) {
            String name = AvroNames.GENERAL_UNION_NAME + unions.getAndIncrement();
            builder.name(name).parameter(AvroNames.GENERAL_UNION, name);
        } else {
            builder.name(AvroNames.UNION);
        }
        Set<String> names = new HashSet<>();
        int index = -1;
        for (Schema member : schema.getTypes()) {
            index++;
            if (member.getType() == Schema.Type.NULL) {
                builder.optional();
                continue;
            }
            String name = AvroNames.memberName(member, index, options);
            if (!names.add(name)) {
                throw new DataException("Two members of an Avro union are called " + name + ". Set "
                        + TranslationOptions.ENHANCED_SCHEMAS + "=true to tell them apart by namespace.");
            }
            builder.field(name, translate(member, true, null, null));
        }
        return builder;
    }

    private void addDoc(Schema schema, SchemaBuilder builder, @Nullable String fieldDoc) {
        String doc = schema.getProp(AvroNames.CONNECT_DOC);
        if (options.discardTypeDocDefault()) {
            String typeDoc = schema.getDoc() == null ? doc : schema.getDoc();
            builder.doc(fieldDoc == null ? typeDoc : fieldDoc);
            if (options.connectMetaData() && schema.getDoc() != null) {
                builder.parameter(AvroNames.CONNECT_RECORD_DOC, schema.getDoc());
            }
        } else if (options.connectMetaData() && doc != null) {
            builder.doc(doc);
        }
    }

    private void addMetadata(Schema schema, SchemaBuilder builder) {
        if (schema.getObjectProp(AvroNames.CONNECT_VERSION) instanceof Number version && builder.version() == null) {
            builder.version(version.intValue());
        }
        Map<String, String> present = builder.parameters() == null ? Map.of() : Map.copyOf(builder.parameters());
        if (options.connectMetaData()
                && schema.getObjectProp(AvroNames.CONNECT_PARAMETERS) instanceof Map<?, ?> parameters) {
            parameters.forEach((key, value) -> {
                if (!present.containsKey(key.toString())) {
                    builder.parameter(key.toString(), value.toString());
                }
            });
        }
        schema.getObjectProps().forEach((key, value) -> {
            boolean repeated =
                    builder.parameters() != null && builder.parameters().containsKey(key);
            if (key.startsWith(AvroNames.AVRO_PREFIX) && !repeated) {
                builder.parameter(key, value.toString());
            }
        });
    }

    private void addDefault(Schema schema, SchemaBuilder builder, @Nullable Object fieldDefault) {
        Object connectDefault = schema.getObjectProp(AvroNames.CONNECT_DEFAULT);
        if (fieldDefault == null && connectDefault == null) {
            return;
        }
        boolean kept = options.connectMetaData() && !options.discardTypeDocDefault();
        if (kept && fieldDefault != null && connectDefault == null) {
            builder.parameter(AvroNames.FIELD_DEFAULT_FLAG, "true");
        }
        Object plain = fieldDefault == null ? connectDefault : fieldDefault;
        if (plain == JsonProperties.NULL_VALUE) {
            return;
        }
        try {
            builder.defaultValue(defaults.fromPlain(builder, plain));
        } catch (DataException e) {
            LOG.warn(
                    "Connect cannot express a default of Avro type={}, so it is left out: {}",
                    schema.getName(),
                    e.getMessage());
        }
    }

    private static void addName(Schema schema, SchemaBuilder builder) {
        String name = schema.getProp(AvroNames.CONNECT_NAME);
        if (name == null
                && List.of(Schema.Type.RECORD, Schema.Type.ENUM, Schema.Type.FIXED)
                        .contains(schema.getType())) {
            name = schema.getFullName();
        }
        boolean made = name != null && name.startsWith(AvroNames.NAMESPACE + '.' + AvroNames.DEFAULT_RECORD);
        if (name != null && !made && builder.name() == null) {
            builder.name(name);
        }
    }
}
