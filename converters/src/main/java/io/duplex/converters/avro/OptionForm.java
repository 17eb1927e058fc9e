// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The place and the name of each option in a form, which tools ask the worker for. */
final class OptionForm {
    private static final List<OptionForm> FORMS = List.of(
            new OptionForm(
                    "Schema registry",
                    List.of(
                            new Field("schema.registry.url", "URLs"),
                            new Field(
                                    "basic.auth.credentials.source",
                                    "User and password from",
                                    "URL",
                                    "USER_INFO",
                                    "SASL_INHERIT"),
                            new Field("basic.auth.user.info", "User and password"),
                            new Field("sasl.jaas.config", "Login module"),
                            new Field(
                                    "bearer.auth.credentials.source",
                                    "Token from",
                                    "STATIC_TOKEN",
                                    "OAUTHBEARER",
                                    "SASL_OAUTHBEARER_INHERIT"),
                            new Field("bearer.auth.token", "Token"),
                            new Field("bearer.auth.issuer.endpoint.url", "Token server"),
                            new Field("bearer.auth.client.id", "Client at the token server"),
                            new Field("bearer.auth.client.secret", "Secret of the client"),
                            new Field("bearer.auth.scope", "Scope of tokens"),
                            new Field("bearer.auth.cache.expiry.buffer.seconds", "Renew tokens before (s)"),
                            new Field("sasl.oauthbearer.token.endpoint.url", "Token server of the login module"),
                            new Field("bearer.auth.logical.cluster", "Registry in its cloud"),
                            new Field("bearer.auth.identity.pool.id", "Identity pool"),
                            new Field("proxy.host", "Proxy host"),
                            new Field("proxy.port", "Proxy port"),
                            new Field("http.connect.timeout.ms", "Connect timeout (ms)"),
                            new Field("http.read.timeout.ms", "Read timeout (ms)"),
                            new Field("max.retries", "Retries"),
                            new Field("retries.wait.ms", "First retry wait (ms)"),
                            new Field("retries.max.wait.ms", "Longest retry wait (ms)"))),
            new OptionForm(
                    "Schema registry TLS",
                    List.of(
                            new Field("schema.registry.ssl.keystore.type", "Key store type", "JKS", "PKCS12", "PEM"),
                            new Field("schema.registry.ssl.keystore.location", "Key store"),
                            new Field("schema.registry.ssl.keystore.password", "Key store password"),
                            new Field("schema.registry.ssl.key.password", "Key password"),
                            new Field("schema.registry.ssl.keystore.key", "Private key (PEM)"),
                            new Field("schema.registry.ssl.keystore.certificate.chain", "Certificates (PEM)"),
                            new Field(
                                    "schema.registry.ssl.truststore.type", "Trust store type", "JKS", "PKCS12", "PEM"),
                            new Field("schema.registry.ssl.truststore.location", "Trust store"),
                            new Field("schema.registry.ssl.truststore.password", "Trust store password"),
                            new Field("schema.registry.ssl.truststore.certificates", "Trusted certificates (PEM)"),
                            new Field(
                                    "schema.registry.ssl.endpoint.identification.algorithm",
                                    "Host name check",
                                    "https",
                                    ""),
                            new Field("schema.registry.ssl.protocol", "TLS version of the context"),
                            new Field("schema.registry.ssl.enabled.protocols", "TLS versions"),
                            new Field("schema.registry.ssl.cipher.suites", "Cipher suites"),
                            new Field("schema.registry.ssl.provider", "Security provider"),
                            new Field("schema.registry.ssl.keymanager.algorithm", "Key manager"),
                            new Field("schema.registry.ssl.trustmanager.algorithm", "Trust manager"),
                            new Field("schema.registry.ssl.secure.random.implementation", "Random numbers"),
                            new Field("schema.registry.ssl.engine.factory.class", "Engine factory (refused)"))),
            new OptionForm(
                    "Subjects",
                    List.of(
                            new Field(AvroConverterConfig.AUTO_REGISTER, "Register schemas"),
                            new Field(AvroConverterConfig.USE_SCHEMA_ID, "Use the schema with id"),
                            new Field(AvroConverterConfig.ID_STRICT, "Check that schema"),
                            new Field(AvroConverterConfig.USE_LATEST_VERSION, "Use the latest version"),
                            new Field(AvroConverterConfig.LATEST_STRICT, "Check the latest version"),
                            new Field(AvroConverterConfig.LATEST_TTL, "Latest version holds (s)"),
                            new Field(AvroConverterConfig.NORMALIZE_SCHEMAS, "Normalize schemas"),
                            new Field(
                                    AvroConverterConfig.KEY_STRATEGY,
                                    "Subject of keys",
                                    "TopicNameStrategy",
                                    "RecordNameStrategy",
                                    "TopicRecordNameStrategy"),
                            new Field(
                                    AvroConverterConfig.VALUE_STRATEGY,
                                    "Subject of values",
                                    "TopicNameStrategy",
                                    "RecordNameStrategy",
                                    "TopicRecordNameStrategy"),
                            new Field(
                                    AvroConverterConfig.KEY_ID_READER,
                                    "Schema id of keys",
                                    "DualSchemaIdDeserializer",
                                    "PrefixSchemaIdDeserializer"),
                            new Field(
                                    AvroConverterConfig.VALUE_ID_READER,
                                    "Schema id of values",
                                    "DualSchemaIdDeserializer",
                                    "PrefixSchemaIdDeserializer"),
                            new Field(AvroConverterConfig.MAX_SCHEMAS, "Remembered registrations"),
                            new Field(AvroConverterConfig.CACHE_SIZE, "Remembered schemas"))),
            new OptionForm(
                    "Translation",
                    List.of(
                            new Field(TranslationOptions.CONNECT_META_DATA, "Keep Connect's metadata"),
                            new Field(TranslationOptions.ENHANCED_SCHEMAS, "Keep Avro's types"),
                            new Field(TranslationOptions.SCRUB_INVALID_NAMES, "Replace invalid names"),
                            new Field(TranslationOptions.IGNORE_DEFAULT_FOR_NULLABLES, "Keep NULL over defaults"),
                            new Field(TranslationOptions.ALLOW_OPTIONAL_MAP_KEYS, "Optional map keys"),
                            new Field(TranslationOptions.FLATTEN_SINGLETON_UNIONS, "Flatten single unions"),
                            new Field(TranslationOptions.GENERALIZED_SUM_TYPES, "General enums and unions"),
                            new Field(TranslationOptions.DISCARD_TYPE_DOC_DEFAULT, "Docs of fields only"))));

    private final String group;
    private final List<Field> fields;

    private OptionForm(String group, List<Field> fields) {
        this.group = group;
        this.fields = fields;
    }

    /** An option, its name for people, and its values when they are few. */
    private record Field(String option, String displayName, List<String> values) implements ConfigDef.Recommender {
        Field(String option, String displayName, String... values) {
            this(option, displayName, List.of(values));
        }

        @Override
        public List<Object> validValues(String name, Map<String, Object> parsed) {
            return List.copyOf(values);
        }

        @Override
        public boolean visible(String name, Map<String, Object> parsed) {
            return true;
        }

        private void place(ConfigDef placed, ConfigKey key, String group, int order) {
            placed.define(
                    option,
                    key.type,
                    key.defaultValue,
                    key.validator,
                    key.importance,
                    key.documentation,
                    group,
                    order,
                    width(key.type),
                    displayName,
                    List.of(),
                    values.isEmpty() ? null : this);
        }

        private static Width width(ConfigDef.Type type) {
            return switch (type) {
                case LIST -> Width.LONG;
                case STRING, PASSWORD, CLASS -> Width.MEDIUM;
                case BOOLEAN, INT, SHORT, LONG, DOUBLE -> Width.SHORT;
            };
        }
    }

    /** Returns the options at their places; one without a place follows as it is. */
    static ConfigDef place(ConfigDef plain) {
        ConfigDef placed = new ConfigDef();
        Map<String, ConfigKey> left = new LinkedHashMap<>(plain.configKeys());
        for (OptionForm form : FORMS) {
            int order = 0;
            for (Field field : form.fields) {
                ConfigKey key = left.remove(field.option);
                if (key == null) {
                    throw new IllegalStateException("No option " + field.option);
                }
                field.place(placed, key, form.group, ++order);
            }
        }
        left.values().forEach(placed::define);
        return placed;
    }
}
