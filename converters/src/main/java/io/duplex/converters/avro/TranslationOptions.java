// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/** How Connect schemas and values are laid out in Avro, under Confluent's property names. */
record TranslationOptions(
        boolean connectMetaData,
        boolean enhancedSchemas,
        boolean scrubInvalidNames,
        boolean ignoreDefaultForNullables,
        boolean allowOptionalMapKeys,
        boolean flattenSingletonUnions,
        boolean generalizedSumTypes,
        boolean discardTypeDocDefault) {

    static final String CONNECT_META_DATA = "connect.meta.data";
    static final String ENHANCED_SCHEMAS = "enhanced.avro.schema.support";
    static final String SCRUB_INVALID_NAMES = "scrub.invalid.names";
    static final String IGNORE_DEFAULT_FOR_NULLABLES = "ignore.default.for.nullables";
    static final String ALLOW_OPTIONAL_MAP_KEYS = "allow.optional.map.keys";
    static final String FLATTEN_SINGLETON_UNIONS = "flatten.singleton.unions";
    static final String GENERALIZED_SUM_TYPES = "generalized.sum.type.support";
    static final String DISCARD_TYPE_DOC_DEFAULT = "discard.type.doc.default";

    static void define(ConfigDef def) {
        define(
                def,
                CONNECT_META_DATA,
                true,
                "Adds Connect's name, version, default and parameters to the Avro schema.");
        define(def, ENHANCED_SCHEMAS, false, "Keeps Avro enums and the namespaces of union members through Connect.");
        define(def, SCRUB_INVALID_NAMES, false, "Replaces characters that Avro does not allow in names.");
        define(
                def,
                IGNORE_DEFAULT_FOR_NULLABLES,
                true,
                "Writes NULL in a nullable field that has a default as NULL. With false the default is written instead, as"
                        + " Confluent's converter does unless told otherwise, and the NULL is lost.");
        define(
                def,
                ALLOW_OPTIONAL_MAP_KEYS,
                false,
                "Writes maps with optional string keys as Avro maps instead of arrays of entries.");
        define(def, FLATTEN_SINGLETON_UNIONS, true, "Reads a union of one type as that type.");
        define(
                def,
                GENERALIZED_SUM_TYPES,
                false,
                "Says enums and unions of Avro in the way that Connect's other formats do, too.");
        define(
                def,
                DISCARD_TYPE_DOC_DEFAULT,
                false,
                "Keeps the doc and default of Avro fields only, not those of Avro types.");
    }

    private static void define(ConfigDef def, String name, boolean defaultValue, String doc) {
        def.define(name, ConfigDef.Type.BOOLEAN, defaultValue, Importance.MEDIUM, doc);
    }

    static TranslationOptions from(AbstractConfig config) {
        return new TranslationOptions(
                config.getBoolean(CONNECT_META_DATA),
                config.getBoolean(ENHANCED_SCHEMAS),
                config.getBoolean(SCRUB_INVALID_NAMES),
                config.getBoolean(IGNORE_DEFAULT_FOR_NULLABLES),
                config.getBoolean(ALLOW_OPTIONAL_MAP_KEYS),
                config.getBoolean(FLATTEN_SINGLETON_UNIONS),
                config.getBoolean(GENERALIZED_SUM_TYPES),
                config.getBoolean(DISCARD_TYPE_DOC_DEFAULT));
    }
}
