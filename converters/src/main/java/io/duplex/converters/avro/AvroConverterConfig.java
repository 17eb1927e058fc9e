// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import io.duplex.converters.registry.RegistryOptions;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Options of {@link AvroConverter}, named as those of Confluent's, so that a worker's configuration works unchanged. */
public final class AvroConverterConfig extends AbstractConfig {

    static final String AUTO_REGISTER = "auto.register.schemas";
    static final String USE_LATEST_VERSION = "use.latest.version";
    static final String NORMALIZE_SCHEMAS = "normalize.schemas";
    static final String KEY_STRATEGY = "key.subject.name.strategy";
    static final String VALUE_STRATEGY = "value.subject.name.strategy";
    static final String MAX_SCHEMAS = "max.schemas.per.subject";
    static final String CACHE_SIZE = "schemas.cache.config";

    AvroConverterConfig(Map<String, ?> properties) {
        super(definition(), properties);
    }

    public static ConfigDef definition() {
        ConfigDef def = new ConfigDef();
        defineRegistration(def);
        defineNaming(def);
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
                        USE_LATEST_VERSION,
                        ConfigDef.Type.BOOLEAN,
                        false,
                        Importance.LOW,
                        "Writes with the subject's latest version, when " + AUTO_REGISTER + " is false.")
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

    SubjectNaming naming(boolean isKey) {
        String option = strategyOption(isKey);
        return SubjectNaming.of(option, getString(option));
    }
}
