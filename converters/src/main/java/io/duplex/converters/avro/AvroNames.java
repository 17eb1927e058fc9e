// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.kafka.connect.data.ConnectSchema;

/** The names of Confluent's layout: its namespace, the properties and parameters it adds, and how names are made fit for Avro. */
final class AvroNames {

    static final String NAMESPACE = "io.confluent.connect.avro";
    static final String DEFAULT_RECORD = "ConnectDefault";
    static final String UNION = NAMESPACE + ".Union";
    static final String ENUM = NAMESPACE + ".Enum";
    static final String ENUM_DOC = NAMESPACE + ".enum.doc.";
    static final String ENUM_DEFAULT = NAMESPACE + ".enum.default.";
    /** What enums and unions are called in Connect under generalized.sum.type.support. */
    static final String GENERAL_ENUM = "org.apache.kafka.connect.data.Enum";

    static final String GENERAL_UNION = "org.apache.kafka.connect.data.Union";

    static final String GENERAL_UNION_NAME = "connect_union_";
    static final String GENERAL_UNION_FIELD = "connect_union_field_";
    static final String RECORD_DOC = NAMESPACE + ".record.doc";
    static final String FIELD_DOC = NAMESPACE + ".field.doc.";
    /** Parameter that says: the default came from an Avro field alone, so it is not repeated as connect.default. */
    static final String FIELD_DEFAULT_FLAG = NAMESPACE + ".field.default";

    static final String MAP_ENTRY = "MapEntry";
    static final String KEY = "key";
    static final String VALUE = "value";

    static final String CONNECT_NAME = "connect.name";
    static final String CONNECT_DOC = "connect.doc";
    /** Where the doc of a record and of an enum is kept under discard.type.doc.default. */
    static final String CONNECT_RECORD_DOC = "connect.record.doc";

    static final String CONNECT_ENUM_DOC = "connect.enum.doc";

    static final String CONNECT_VERSION = "connect.version";
    static final String CONNECT_DEFAULT = "connect.default";
    static final String CONNECT_PARAMETERS = "connect.parameters";
    static final String CONNECT_TYPE = "connect.type";
    static final String CONNECT_INTERNAL_TYPE = "connect.internal.type";
    static final String FIXED_SIZE = "connect.fixed.size";
    /** Parameters that start so are kept as properties of the Avro type. */
    static final String AVRO_PREFIX = "avro";

    private AvroNames() {}

    /** Whether a Connect map becomes an Avro map, which knows string keys only. */
    static boolean isAvroMap(org.apache.kafka.connect.data.Schema map, TranslationOptions options) {
        return map.keySchema().type() == ConnectSchema.Type.STRING
                && (!map.keySchema().isOptional() || options.allowOptionalMapKeys());
    }

    static boolean isMapEntry(Schema element) {
        return element.getType() == Schema.Type.RECORD
                && ((NAMESPACE + '.' + MAP_ENTRY).equals(element.getFullName())
                        || MAP_ENTRY.equals(element.getProp(CONNECT_INTERNAL_TYPE)));
    }

    static boolean isUnion(org.apache.kafka.connect.data.Schema schema) {
        return schema.type() == ConnectSchema.Type.STRUCT
                && (UNION.equals(schema.name()) || hasParameter(schema, GENERAL_UNION));
    }

    static boolean isEnum(org.apache.kafka.connect.data.Schema schema) {
        return schema.type() == ConnectSchema.Type.STRING
                && (hasParameter(schema, ENUM) || hasParameter(schema, GENERAL_ENUM));
    }

    /** The parameter that holds an enum's name, and, with a dot and a symbol behind it, each of its symbols. */
    static String enumParameter(TranslationOptions options) {
        return options.generalizedSumTypes() ? GENERAL_ENUM : ENUM;
    }

    static boolean hasParameter(org.apache.kafka.connect.data.Schema schema, String name) {
        return schema.parameters() != null && schema.parameters().containsKey(name);
    }

    /** The other type of a union of null and one type. */
    static Schema withoutNull(Schema union) {
        List<Schema> others = union.getTypes().stream()
                .filter(type -> type.getType() != Schema.Type.NULL)
                .toList();
        return others.size() == 1 ? others.get(0) : union;
    }

    /** The name of a union's member, which may be of the same type as others; the index counts null too. */
    static String memberName(Schema member, int index, TranslationOptions options) {
        if (options.generalizedSumTypes()) {
            return GENERAL_UNION_FIELD + index;
        }
        return switch (member.getType()) {
            case RECORD, ENUM, FIXED -> options.enhancedSchemas() ? member.getFullName() : member.getName();
            default -> member.getType().getName();
        };
    }

    static String scrub(String name, TranslationOptions options) {
        if (!options.scrubInvalidNames() || name.isEmpty() || name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            return name;
        }
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
        String started = Character.isDigit(encoded.charAt(0)) ? "x" + encoded : encoded;
        return started.replaceAll("[^A-Za-z0-9_]", "_");
    }

    /** A Connect schema name split at its last dot; the namespace keeps its dots when scrubbed. */
    static FullName split(String fullName, TranslationOptions options) {
        int dot = fullName.lastIndexOf('.');
        if (dot < 0) {
            return new FullName("", scrub(fullName, options));
        }
        return new FullName(
                scrubNamespace(fullName.substring(0, dot), options), scrub(fullName.substring(dot + 1), options));
    }

    private static String scrubNamespace(String namespace, TranslationOptions options) {
        if (!options.scrubInvalidNames()) {
            return namespace;
        }
        return String.join(
                ".",
                List.of(namespace.split("\\.", -1)).stream()
                        .map(part -> scrub(part, options))
                        .toList());
    }

    record FullName(String namespace, String name) {}
}
