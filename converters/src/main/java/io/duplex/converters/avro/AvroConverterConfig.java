// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.registry.RegistryOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Options of {@link AvroConverter}, named as those of Confluent's, so that a worker's configuration works unchanged. */
public final class AvroConverterConfig extends AbstractConfig {

    static final String AUTO_REGISTER = "auto.register.schemas";
    static final String USE_SCHEMA_ID = "use.schema.id";
    static final String ID_STRICT = "id.compatibility.strict";
    static final String USE_LATEST_VERSION = "use.latest.version";
    static final String LATEST_STRICT = "latest.compatibility.strict";
    static final String LATEST_TTL = "latest.cache.ttl.sec";
    static final String NORMALIZE_SCHEMAS = "normalize.schemas";
    static final String KEY_STRATEGY = "key.subject.name.strategy";
    static final String VALUE_STRATEGY = "value.subject.name.strategy";
    static final String KEY_ID_READER = "key.schema.id.deserializer";
    static final String VALUE_ID_READER = "value.schema.id.deserializer";
    static final String MAX_SCHEMAS = "max.schemas.per.subject";
    static final String CACHE_SIZE = "schemas.cache.config";

    static final int NO_ID = -1;
    static final int FOR_EVER = -1;

    AvroConverterConfig(Map<String, ?> properties) {
        super(definition(), RegistryOptions.plainNames(properties));
    }

    public static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        defineRegistration(def);
        defineNaming(def);
        defineIds(def);
        defineCaches(def);
        TranslationOptions.define(def);
        RegistryOptions.define(def);
        return OptionForm.place(def);
    }

    private static void defineRegistration(ConfigDef def) {
        def.define(
                        AUTO_REGISTER,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Registers schemas that the subject does not have yet.")
                .define(
                        USE_SCHEMA_ID,
                        ConfigDef.Type.INT,
                        NO_ID,
                        Importance.LOW,
                        "Writes with the schema of this id, when " + AUTO_REGISTER + " is false; -1 for none.")
                .define(
                        ID_STRICT,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.LOW,
                        "Refuses records whose schema the one of " + USE_SCHEMA_ID + " cannot read.")
                .define(
                        USE_LATEST_VERSION,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Writes with the subject's latest version, when " + AUTO_REGISTER + " is false.")
                .define(
                        LATEST_STRICT,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.LOW,
                        "Refuses records whose schema the subject's latest version cannot read.")
                .define(
                        LATEST_TTL,
                        ConfigDef.Type.INT,
                        FOR_EVER,
                        Importance.LOW,
                        "Seconds after which a subject's latest version is asked for again; -1 for never.")
                .define(
                        NORMALIZE_SCHEMAS,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.MEDIUM,
                        "Lets the registry normalize schemas before it compares them.");
    }

    private static void defineNaming(ConfigDef def) {
        def.define(
                        KEY_STRATEGY,
                        ConfigDef.Type.STRING,
                        SubjectNaming.TOPIC.className(),
                        Importance.MEDIUM,
                        "Subject of key schemas: TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy.")
                .define(
                        VALUE_STRATEGY,
                        ConfigDef.Type.STRING,
                        SubjectNaming.TOPIC.className(),
                        Importance.MEDIUM,
                        "Subject of value schemas: TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy. The"
                                + " stream layout needs one of the latter two.");
    }

    private static void defineIds(ConfigDef def) {
        for (String option : new String[] {KEY_ID_READER, VALUE_ID_READER}) {
            def.define(
                    option,
                    ConfigDef.Type.STRING,
                    IdPlace.HEADER_OR_PREFIX.className(),
                    Importance.LOW,
                    "Where a record says which schema it has: DualSchemaIdDeserializer (a header, else the first bytes) or"
                            + " PrefixSchemaIdDeserializer (the first bytes).");
        }
    }

    private static void defineCaches(ConfigDef def) {
        def.define(
                        MAX_SCHEMAS,
                        ConfigDef.Type.INT,
                        1_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "How many answers of the registry are remembered.")
                .define(
                        CACHE_SIZE,
                        ConfigDef.Type.INT,
                        1_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "How many translated schemas are remembered.");
    }

    static String strategyOption(boolean isKey) {
        return isKey ? KEY_STRATEGY : VALUE_STRATEGY;
    }

    /** How long a subject's latest version is written with; for ever unless the option says. */
    Optional<Duration> latestTtl() {
        int seconds = getInt(LATEST_TTL);
        return seconds < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
    }

    IdPlace idPlace(boolean isKey) {
        String option = isKey ? KEY_ID_READER : VALUE_ID_READER;
        return IdPlace.of(option, getString(option));
    }

    SubjectNaming naming(boolean isKey) {
        String option = strategyOption(isKey);
        return SubjectNaming.of(option, getString(option));
    }
}
