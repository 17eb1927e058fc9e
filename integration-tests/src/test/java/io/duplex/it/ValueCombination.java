// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server's version, a layout of topics, and a form of records. */
record ValueCombination(MySqlVersion version, Layout layout, Format format) {
    /** Room for records of columns with very many labels, which JSON with schemas repeats. */
    private static final String RECORD_BYTES = "16777216";

    enum Layout {
        STREAM,
        TABLE
    }

    enum Format {
        JSON_WITH_SCHEMAS,
        JSON_WITHOUT_SCHEMAS,
        AVRO,
        COMPACT
    }

    /** Those that are asked for, or the one that a build runs. */
    static Stream<ValueCombination> chosen() {
        if (!Boolean.getBoolean("duplex.values.all")) {
            return Stream.of(new ValueCombination(MySqlVersion.V8_0, Layout.STREAM, Format.JSON_WITHOUT_SCHEMAS));
        }
        String only = System.getProperty("duplex.values.only", "");
        List<ValueCombination> all = new ArrayList<>();
        for (MySqlVersion version : MySqlVersion.values()) {
            for (Layout layout : Layout.values()) {
                for (Format format : Format.values()) {
                    all.add(new ValueCombination(version, layout, format));
                }
            }
        }
        List<String> chosen = Arrays.asList(only.split("\\|"));
        int rounds = Integer.getInteger("duplex.values.rounds", 1);
        return all.stream()
                .filter(one -> chosen.stream().anyMatch(text -> one.toString().contains(text)))
                .flatMap(one -> Collections.nCopies(rounds, one).stream());
    }

    /** Options of a source. */
    Map<String, String> source(Site site, String registry) {
        Map<String, String> options = converters(registry);
        options.put("producer.override.max.request.size", RECORD_BYTES);
        options.put("topic.creation.default.max.message.bytes", RECORD_BYTES);
        options.put("schema.history.internal.kafka.topic", "history-" + site.name());
        // Its names may not have the prefix's hyphen.
        if (format == Format.AVRO) {
            options.put("schema.name.adjustment.mode", "avro");
        }
        if (layout == Layout.TABLE) {
            options.put("topic.layout", "table");
            options.put("provide.transaction.metadata", "true");
            options.put("skipped.operations", "none");
            // Through cursors, whose protocol is another one, and in ranges of keys.
            options.put("snapshot.fetch.size", "50");
            options.put("snapshot.max.threads", "2");
            options.put("snapshot.max.threads.multiplier", "2");
        }
        return options;
    }

    /** Options of a sink behind it. */
    Map<String, String> sink(Site source, String registry) {
        Map<String, String> options = converters(registry);
        if (layout == Layout.TABLE) {
            options.put("topics", "");
            options.put("topics.regex", source.name() + "([-.].+)?");
            options.put("consumer.override.metadata.max.age.ms", "1000");
        }
        return options;
    }

    private Map<String, String> converters(String registry) {
        Map<String, String> options = new LinkedHashMap<>();
        if (format == Format.COMPACT) {
            options.put("value.converter", "io.duplex.converters.compact.CompactConverter");
            json(options, "key.converter", false);
            return options;
        }
        for (String converter : List.of("key.converter", "value.converter")) {
            if (format == Format.AVRO) {
                options.put(converter, "io.duplex.converters.avro.AvroConverter");
                options.put(converter + ".schema.registry.url", registry);
            } else {
                json(options, converter, format == Format.JSON_WITH_SCHEMAS);
            }
        }
        return options;
    }

    private static void json(Map<String, String> options, String converter, boolean schemas) {
        options.put(converter, "org.apache.kafka.connect.json.JsonConverter");
        options.put(converter + ".schemas.enable", String.valueOf(schemas));
        options.put(converter + ".replace.null.with.default", "false");
    }

    @Override
    public String toString() {
        return version.name() + " " + layout + " " + format;
    }
}
