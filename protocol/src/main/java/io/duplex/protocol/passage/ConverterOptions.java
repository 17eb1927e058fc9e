// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.passage;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The converters that a connector's own options name. */
final class ConverterOptions {
    private static final String KEY = "key.converter";
    private static final String VALUE = "value.converter";
    private static final String HEADER = "header.converter";
    private static final String STRING = "StringConverter";
    private static final String BYTES = "ByteArrayConverter";
    private static final String CHOICE =
            "Use io.duplex.converters.compact.CompactConverter, io.duplex.converters.avro.AvroConverter or"
                    + " org.apache.kafka.connect.json.JsonConverter, at both ends the same.";

    private final Map<String, String> options;

    ConverterOptions(Map<String, String> options) {
        this.options = options;
    }

    /** In tables' topics, transformations may make texts or bytes of rows for others than sinks. */
    List<Remark> refusedBySource(boolean stream) {
        List<Remark> refused = new ArrayList<>();
        if (stream && is(VALUE, STRING)) {
            refused.add(new Remark(
                    VALUE,
                    options.get(VALUE) + " writes change events as texts, which no sink can read back. " + CHOICE));
        }
        for (String converter : List.of(KEY, VALUE)) {
            if (is(converter, BYTES) && (stream || !transforms())) {
                refused.add(new Remark(
                        converter,
                        options.get(converter) + " writes nothing but bytes, and "
                                + (converter.equals(KEY) ? "keys" : "change events") + " have fields. "
                                + (converter.equals(KEY)
                                        ? "Use org.apache.kafka.connect.json.JsonConverter with"
                                                + " key.converter.schemas.enable=false."
                                        : CHOICE)));
            }
        }
        if (is(HEADER, BYTES)) {
            refused.add(new Remark(
                    HEADER,
                    options.get(HEADER)
                            + " writes nothing but bytes, and Duplex's headers are texts. Remove the option:"
                            + " Connect's default, SimpleHeaderConverter, passes them on unchanged."));
        }
        return refused;
    }

    List<Remark> warnedAtSource(boolean stream) {
        List<Remark> warned = new ArrayList<>();
        if (!stream && is(VALUE, STRING) && !transforms()) {
            warned.add(new Remark(
                    VALUE,
                    options.get(VALUE) + " writes change events as texts, which no sink can read back. " + CHOICE));
        }
        defaults()
                .ifPresent(option -> warned.add(new Remark(
                        option.option(),
                        "NULL in a column that has a default is written as the default, because " + option.option()
                                + "="
                                + option.now()
                                + ". Duplex's sinks are told of it in a header, other consumers are not: set "
                                + option.option() + "=" + option.wanted() + ".")));
        return warned;
    }

    List<Remark> refusedBySink() {
        if (!is(VALUE, STRING) && !is(VALUE, BYTES)) {
            return List.of();
        }
        return List.of(new Remark(
                VALUE,
                options.get(VALUE)
                        + " gives the sink no fields. Use the converter that the source's records were written"
                        + " with: io.duplex.converters.compact.CompactConverter, io.duplex.converters.avro.AvroConverter,"
                        + " or org.apache.kafka.connect.json.JsonConverter."));
    }

    List<Remark> warnedAtSink() {
        return defaults()
                .filter(option -> option.reads())
                .map(option -> new Remark(
                        option.option(),
                        "NULL in a column that has a default is read as the default, because " + option.option() + "="
                                + option.now() + ". Duplex's source tells of it in a header, Debezium's does not: set "
                                + option.option() + "=" + option.wanted() + ", here and at the source."))
                .stream()
                .toList();
    }

    /**
     * An option of a converter that makes defaults of NULLs.
     *
     * @param reads whether it does so when it reads, too
     */
    private record Default(String option, String now, String wanted, boolean reads) {}

    private Optional<Default> defaults() {
        String name = VALUE + "." + "replace.null.with.default";
        if (is(VALUE, "JsonConverter") && !isSet(name, "false")) {
            boolean schemas = !isSet(VALUE + ".schemas.enable", "false");
            return Optional.of(new Default(name, "true", "false", schemas));
        }
        String avro = VALUE + "." + "ignore.default.for.nullables";
        boolean ours = options.getOrDefault(VALUE, "").startsWith("io.duplex.");
        if (is(VALUE, "AvroConverter") && !isSet(avro, "true") && (!ours || isSet(avro, "false"))) {
            return Optional.of(new Default(avro, "false", "true", false));
        }
        return Optional.empty();
    }

    private boolean transforms() {
        return !options.getOrDefault(Transformations.OPTION, "").isBlank();
    }

    private boolean isSet(String option, String value) {
        return value.equalsIgnoreCase(options.getOrDefault(option, "").trim());
    }

    /** Connect knows plugins by their short names, too. */
    private boolean is(String option, String simpleName) {
        String type = options.getOrDefault(option, "").trim();
        return type.substring(type.lastIndexOf('.') + 1).equals(simpleName);
    }
}
