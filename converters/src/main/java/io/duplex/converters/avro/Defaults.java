// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.JsonProperties;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Default values between Connect and the JSON of an Avro schema, where bytes are ISO-8859-1 text. */
final class Defaults {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final TranslationOptions options;

    Defaults(TranslationOptions options) {
        this.options = options;
    }

    JsonNode toJson(Schema schema, @Nullable Object value) {
        if (value == null) {
            return JSON.nullNode();
        }
        Object raw = LogicalTypes.of(schema)
                .map(logical -> logical.toRaw(schema, value))
                .orElse(value);
        try {
            return switch (schema.type()) {
                case INT8 -> JSON.numberNode(((Byte) raw).intValue());
                case INT16 -> JSON.numberNode(((Short) raw).intValue());
                case INT32 -> JSON.numberNode((Integer) raw);
                case INT64 -> JSON.numberNode((Long) raw);
                case FLOAT32 -> JSON.numberNode((Float) raw);
                case FLOAT64 -> JSON.numberNode((Double) raw);
                case BOOLEAN -> JSON.booleanNode((Boolean) raw);
                case STRING -> JSON.textNode((String) raw);
                case BYTES -> JSON.textNode(new String(Bytes.array(raw), StandardCharsets.ISO_8859_1));
                case ARRAY -> array(schema.valueSchema(), (Collection<?>) raw);
                case MAP -> map(schema, (Map<?, ?>) raw);
                case STRUCT -> struct(schema, (Struct) raw);
            };
        } catch (ClassCastException e) {
            throw new DataException(
                    "The default of a " + schema.type() + " is a "
                            + value.getClass().getName(),
                    e);
        }
    }

    private ArrayNode array(Schema element, Collection<?> values) {
        ArrayNode array = JSON.arrayNode();
        values.forEach(value -> array.add(toJson(element, value)));
        return array;
    }

    private JsonNode map(Schema schema, Map<?, ?> values) {
        if (AvroNames.isAvroMap(schema, options)) {
            ObjectNode object = JSON.objectNode();
            values.forEach((key, value) -> object.set((String) key, toJson(schema.valueSchema(), value)));
            return object;
        }
        ArrayNode entries = JSON.arrayNode();
        values.forEach((key, value) ->
                entries.addArray().add(toJson(schema.keySchema(), key)).add(toJson(schema.valueSchema(), value)));
        return entries;
    }

    private JsonNode struct(Schema schema, Struct value) {
        ObjectNode object = JSON.objectNode();
        for (Field field : schema.fields()) {
            object.set(AvroNames.scrub(field.name(), options), toJson(field.schema(), value.get(field)));
        }
        return object;
    }

    /** The Java form in which Avro takes a field's default; a float is widened, so its JSON has the digits of a double. */
    static Object plain(JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> JsonProperties.NULL_VALUE;
            case BOOLEAN -> node.booleanValue();
            case NUMBER ->
                node.isInt()
                        ? (Object) node.intValue()
                        : node.isLong() ? (Object) node.longValue() : (Object) node.doubleValue();
            case ARRAY -> {
                List<Object> list = new ArrayList<>();
                node.forEach(element -> list.add(plain(element)));
                yield list;
            }
            case OBJECT -> {
                Map<String, Object> map = new LinkedHashMap<>();
                node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
                yield map;
            }
            default -> node.asText();
        };
    }

    /** From the Java form that Avro gives a field's default or a property; null for JSON's null. */
    @Nullable
    Object fromPlain(Schema schema, @Nullable Object plain) {
        if (plain == null || plain == JsonProperties.NULL_VALUE) {
            return null;
        }
        try {
            Object raw = raw(schema, plain);
            return LogicalTypes.of(schema)
                    .map(logical -> logical.fromRaw(schema, raw))
                    .orElse(raw);
        } catch (ClassCastException e) {
            throw new DataException("The default " + plain + " does not fit a " + schema.type(), e);
        }
    }

    private Object raw(Schema schema, Object plain) {
        return switch (schema.type()) {
            case INT8 -> ((Number) plain).byteValue();
            case INT16 -> ((Number) plain).shortValue();
            case INT32 -> ((Number) plain).intValue();
            case INT64 -> ((Number) plain).longValue();
            case FLOAT32 -> ((Number) plain).floatValue();
            case FLOAT64 -> ((Number) plain).doubleValue();
            case BOOLEAN -> (Boolean) plain;
            case STRING -> plain.toString();
            case BYTES ->
                ByteBuffer.wrap(
                        plain instanceof byte[] bytes ? bytes : ((String) plain).getBytes(StandardCharsets.ISO_8859_1));
            case ARRAY -> {
                List<@Nullable Object> list = new ArrayList<>();
                ((Collection<?>) plain).forEach(element -> list.add(fromPlain(schema.valueSchema(), element)));
                yield list;
            }
            case MAP -> rawMap(schema, plain);
            case STRUCT -> rawStruct(schema, plain);
        };
    }

    private Object rawMap(Schema schema, Object plain) {
        Map<@Nullable Object, @Nullable Object> map = new HashMap<>();
        if (plain instanceof Map<?, ?> members) {
            members.forEach((key, value) -> map.put(key.toString(), fromPlain(schema.valueSchema(), value)));
        } else {
            for (Object element : (Collection<?>) plain) {
                List<?> entry = (List<?>) element;
                map.put(fromPlain(schema.keySchema(), entry.get(0)), fromPlain(schema.valueSchema(), entry.get(1)));
            }
        }
        return map;
    }

    private Object rawStruct(Schema schema, Object plain) {
        Struct struct = new Struct(schema);
        if (AvroNames.isUnion(schema)) {
            Field first = schema.fields().get(0);
            return struct.put(first, fromPlain(first.schema(), plain));
        }
        Map<?, ?> members = (Map<?, ?>) plain;
        for (Field field : schema.fields()) {
            struct.put(field, fromPlain(field.schema(), members.get(field.name())));
        }
        return struct;
    }
}
