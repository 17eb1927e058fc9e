// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.passage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PassageTest {
    private static final String KAFKA = "org.apache.kafka.connect.transforms.";
    private static final String DEBEZIUM = "io.debezium.transforms.";
    private static final Optional<String> STREAM = Optional.of("site1.stream");

    private static Map<String, String> transform(String type, String... more) {
        Map<String, String> options = new HashMap<>(Map.of("transforms", "one", "transforms.one.type", type));
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i].startsWith("predicates.") ? more[i] : "transforms.one." + more[i], more[i + 1]);
        }
        return options;
    }

    private static List<String> refusedBySink(Map<String, String> options) {
        return Passage.atSink(options).refused().stream()
                .map(remark -> remark.option() + ": " + remark.message())
                .toList();
    }

    private static List<String> refusedBySource(Map<String, String> options, Optional<String> stream) {
        return Passage.atSource(options, stream).refused().stream()
                .map(remark -> remark.option() + ": " + remark.message())
                .toList();
    }

    private static List<String> warnedAtSource(Map<String, String> options) {
        return Passage.atSource(options, Optional.empty()).warned().stream()
                .map(remark -> remark.option() + ": " + remark.message())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        DEBEZIUM + "ExtractNewRecordState",
        DEBEZIUM + "outbox.EventRouter",
        DEBEZIUM + "Filter",
        KAFKA + "Filter",
        KAFKA + "Flatten$Value",
        KAFKA + "HoistField$Value",
        KAFKA + "ExtractField$Value",
        KAFKA + "Cast$Value",
        KAFKA + "TimestampConverter$Value",
        KAFKA + "MaskField$Value",
        KAFKA + "SetSchemaMetadata$Value",
        "Filter"
    })
    void whatReshapesOrDropsRecordsIsRefusedBySinksAndByStreams(String type) {
        assertThat(refusedBySink(transform(type)))
                .singleElement()
                .asString()
                .startsWith("transforms.one.type: ")
                .contains("(" + type + ")")
                .contains("Remove it from transforms.");
        assertThat(refusedBySource(transform(type), STREAM)).hasSize(1);
        assertThat(refusedBySource(transform(type), Optional.empty()))
                .as("tables' topics have other readers")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        KAFKA + "RegexRouter",
        KAFKA + "TimestampRouter",
        KAFKA + "ReplaceField$Key",
        KAFKA + "MaskField$Key",
        KAFKA + "Flatten$Key",
        KAFKA + "HoistField$Key",
        KAFKA + "ExtractField$Key",
        KAFKA + "ValueToKey",
        KAFKA + "InsertField$Value",
        KAFKA + "InsertHeader",
        "com.example.Own"
    })
    void whatLeavesChangeEventsWholeIsNoConcernOfSinks(String type) {
        assertThat(refusedBySink(transform(type))).isEmpty();
    }

    @Test
    void fieldsThatASinkReadsMayNotBeTakenAway() {
        String type = KAFKA + "ReplaceField$Value";

        assertThat(refusedBySink(transform(type, "exclude", "ts_us, ts_ns"))).isEmpty();
        assertThat(refusedBySink(transform(type, "exclude", "ts_us, before")))
                .singleElement()
                .asString()
                .contains("[before]");
        assertThat(refusedBySink(transform(type, "blacklist", "source"))).hasSize(1);
        assertThat(refusedBySink(transform(type, "renames", "op:operation"))).hasSize(1);
        assertThat(refusedBySink(transform(type, "include", "after,source,op")))
                .singleElement()
                .asString()
                .contains("before")
                .contains("transaction");
    }

    @Test
    void ownHeadersMayNotBeTakenAwayAtEitherEnd() {
        String type = KAFKA + "DropHeaders";

        assertThat(refusedBySink(transform(type, "headers", "other"))).isEmpty();
        assertThat(refusedBySink(transform(type, "headers", "other,duplex.exact")))
                .singleElement()
                .asString()
                .contains("[duplex.exact]");
        assertThat(refusedBySource(transform(type, "headers", "duplex.exact"), Optional.empty()))
                .hasSize(1);
    }

    @Test
    void tombstonesMayBeFilteredOut() {
        String predicate = "org.apache.kafka.connect.transforms.predicates.";
        String[] tombstones = {"predicate", "p", "predicates.p.type", predicate + "RecordIsTombstone"};
        String[] topics = {"predicate", "p", "predicates.p.type", predicate + "TopicNameMatches"};

        assertThat(refusedBySink(transform(KAFKA + "Filter", tombstones))).isEmpty();
        assertThat(refusedBySink(transform(KAFKA + "Filter", topics))).hasSize(1);
        Map<String, String> negated = transform(KAFKA + "Filter", tombstones);
        negated.put("transforms.one.negate", "true");
        assertThat(refusedBySink(negated)).hasSize(1);
    }

    @Test
    void aStreamMayBeRenamedWhenSinksStillKnowIt() {
        String type = KAFKA + "RegexRouter";

        assertThat(refusedBySource(transform(type, "regex", "(.*)", "replacement", "dc1.$1"), STREAM))
                .isEmpty();
        assertThat(refusedBySource(transform(type, "regex", "other", "replacement", "x"), STREAM))
                .isEmpty();
        assertThat(refusedBySource(transform(type, "regex", "(.*)\\.stream", "replacement", "$1.changes"), STREAM))
                .singleElement()
                .asString()
                .contains("site1.changes")
                .contains(".stream");
        assertThat(refusedBySource(transform(KAFKA + "TimestampRouter"), STREAM))
                .hasSize(1);
    }

    @Test
    void convertersThatLoseFieldsAreRefused() {
        String text = "org.apache.kafka.connect.storage.StringConverter";
        String bytes = "org.apache.kafka.connect.converters.ByteArrayConverter";

        assertThat(refusedBySink(Map.of("value.converter", text))).hasSize(1);
        assertThat(refusedBySink(Map.of("value.converter", bytes))).hasSize(1);
        assertThat(refusedBySink(Map.of("key.converter", bytes, "header.converter", bytes)))
                .isEmpty();
        assertThat(refusedBySource(Map.of("value.converter", text), STREAM)).hasSize(1);
        assertThat(refusedBySource(Map.of("value.converter", text), Optional.empty()))
                .isEmpty();
        assertThat(warnedAtSource(Map.of("value.converter", text))).hasSize(1);
        assertThat(refusedBySource(Map.of("value.converter", bytes), Optional.empty()))
                .hasSize(1);
        assertThat(refusedBySource(Map.of("key.converter", bytes), STREAM)).hasSize(1);
        assertThat(refusedBySource(Map.of("key.converter", text), STREAM)).isEmpty();
        assertThat(refusedBySource(Map.of("header.converter", bytes), Optional.empty()))
                .singleElement()
                .asString()
                .contains("SimpleHeaderConverter");
    }

    @ParameterizedTest
    @CsvSource({
        "org.apache.kafka.connect.json.JsonConverter,replace.null.with.default,true,true",
        "org.apache.kafka.connect.json.JsonConverter,replace.null.with.default,false,false",
        "org.apache.kafka.connect.json.JsonConverter,schemas.enable,false,true",
        "io.confluent.connect.avro.AvroConverter,other,x,true",
        "io.confluent.connect.avro.AvroConverter,ignore.default.for.nullables,true,false",
        "io.duplex.converters.avro.AvroConverter,other,x,false",
        "io.duplex.converters.avro.AvroConverter,ignore.default.for.nullables,false,true",
        "io.duplex.converters.compact.CompactConverter,other,x,false"
    })
    void aConverterThatMakesDefaultsOfNullsIsToldWithTheRemedy(
            String converter, String option, String value, boolean told) {
        List<String> warned = warnedAtSource(Map.of("value.converter", converter, "value.converter." + option, value));

        assertThat(warned).hasSize(told ? 1 : 0);
        assertThat(warned).allMatch(text -> text.contains(": set value.converter."));
    }

    @Test
    void aSinkTellsWhatItsOwnConverterMakesOfNulls() {
        String json = "org.apache.kafka.connect.json.JsonConverter";

        assertThat(Passage.atSink(Map.of("value.converter", json)).warned()).hasSize(1);
        assertThat(Passage.atSink(Map.of("value.converter", json, "value.converter.schemas.enable", "false"))
                        .warned())
                .as("without schemas there are no defaults")
                .isEmpty();
    }

    @Test
    void filtersOfTablesTopicsAreToldWhenASinkMayReadThem() {
        Map<String, String> options = transform(KAFKA + "Filter");
        assertThat(warnedAtSource(options)).isEmpty();

        options.put("provide.transaction.metadata", "true");
        assertThat(warnedAtSource(options)).singleElement().asString().contains("row.filter.");
    }
}
