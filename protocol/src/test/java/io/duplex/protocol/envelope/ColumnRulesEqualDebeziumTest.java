// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.TableId;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnRulesEqualDebeziumTest {
    private static final String PEOPLE = """
            CREATE TABLE shop.people (
              id int NOT NULL, code varchar(8) NOT NULL, name varchar(70) DEFAULT 'nobody', short varchar(3), c char(5) NOT NULL,
              t text, big longtext, e enum('aa','bb') NOT NULL, st set('q','r','s'), n int, b varbinary(20), bl blob, j json,
              d decimal(10,2), na nchar(5), nv nvarchar(20) COMMENT 'hey', bo bool, PRIMARY KEY (id, code)) DEFAULT CHARSET=utf8mb4
            """;

    static Stream<Arguments> modes() {
        return Stream.of(
                only("column.exclude.list", "shop.people.(name|n|code)", exclude("shop.people.(name|n|code)")),
                only("column.include.list", "SHOP.people.n.*", include("SHOP.people.n.*")),
                only("column.exclude.list", "shop.people.*", exclude("shop.people.*")),
                rewrite("column.truncate.to.4.chars", new ColumnRewrite.Truncate(4)),
                rewrite("column.truncate.to.0.chars", new ColumnRewrite.Truncate(0)),
                rewrite("column.truncate.to.10.chars", new ColumnRewrite.Truncate(10)),
                rewrite("column.mask.with.6.chars", new ColumnRewrite.Mask("******")),
                rewrite("column.mask.with.0.chars", new ColumnRewrite.Mask("")),
                rewrite(
                        "column.mask.hash.SHA-256.with.salt.CzQMA0cB5K",
                        new ColumnRewrite.Hash("SHA-256", "CzQMA0cB5K", true)),
                rewrite("column.mask.hash.MD5.with.salt.a.b", new ColumnRewrite.Hash("MD5", "a.b", true)),
                rewrite("column.mask.hash.v2.SHA-512.with.salt.x", new ColumnRewrite.Hash("SHA-512", "x", false)),
                rewrite("column.mask.hash.v2.SHA-1.with.salt.x", new ColumnRewrite.Hash("SHA-1", "x", false)),
                rewrite("column.propagate.source.type", new ColumnRewrite.SourceType(false)),
                Arguments.of(
                        Map.of("datatype.propagate.source.type", "shop.people.(INT|VARCHAR)"),
                        ColumnRules.NONE.withRules(List.of(new ColumnRules.Rule(
                                (table, column) -> column.type().name().matches("INT|VARCHAR")
                                        && !column.declaration().declaredType().startsWith("N"),
                                new ColumnRewrite.SourceType(false))))));
    }

    private static Arguments only(String option, String value, ColumnRules rules) {
        return Arguments.of(Map.of(option, value), rules);
    }

    private static Arguments rewrite(String option, ColumnRewrite rewrite) {
        return only(option, ".*", ColumnRules.NONE.withRules(List.of(rule(".*", rewrite))));
    }

    private static ColumnRules.Rule rule(String pattern, ColumnRewrite rewrite) {
        return new ColumnRules.Rule(names(pattern), rewrite);
    }

    private static ColumnRules exclude(String pattern) {
        return ColumnRules.NONE.withIncluded(names(pattern).negate());
    }

    private static ColumnRules include(String pattern) {
        return ColumnRules.NONE.withIncluded(names(pattern));
    }

    private static BiPredicate<TableId, Column> names(String pattern) {
        Pattern compiled = Pattern.compile(pattern, Pattern.CASE_INSENSITIVE);
        return (table, column) -> compiled.matcher(table + "." + column.name()).matches();
    }

    @ParameterizedTest
    @MethodSource("modes")
    void recordsEqualDebeziums(Map<String, String> options, ColumnRules rules) {
        DebeziumOracle debezium = new DebeziumOracle(PEOPLE, options);
        EnvelopeSchema schema = schema(debezium, rules);

        assertThat(json(schema.envelope()))
                .isEqualTo(json(debezium.schema().getEnvelopeSchema().schema()));
        assertThat(json(schema.key().orElseThrow()))
                .isEqualTo(json(debezium.schema().keySchema()));
        assertThat(text(after(schema, FULL))).isEqualTo(text(debezium.row(DEBEZIUMS_FULL)));
        assertThat(text(after(schema, EMPTY))).isEqualTo(text(debezium.row(DEBEZIUMS_EMPTY)));
        assertThat(text(schema.key(FULL).orElseThrow())).isEqualTo(text(debezium.key(DEBEZIUMS_FULL)));
    }

    private static final String NAME =
            "a name that is longer than any digest that we compute, \u00fc\ud83d\ude00 and so on";

    private static final RowImage FULL = RowImage.of(
            1L,
            bytes("code"),
            bytes(NAME),
            bytes("abc"),
            bytes("abcde"),
            bytes(NAME),
            bytes(NAME),
            2L,
            5L,
            7L,
            bytes("binary binary"),
            bytes("binary binary"),
            bytes("{\"a\":\"secret\"}"),
            new BigDecimal("1.25"),
            bytes("abcde"),
            bytes("abcdefgh"),
            1L);

    private static final Object[] DEBEZIUMS_FULL = {
        1,
        bytes("code"),
        bytes(NAME),
        bytes("abc"),
        bytes("abcde"),
        bytes(NAME),
        bytes(NAME),
        2,
        5L,
        7,
        bytes("binary binary"),
        bytes("binary binary"),
        "{\"a\":\"secret\"}",
        new BigDecimal("1.25"),
        bytes("abcde"),
        bytes("abcdefgh"),
        1
    };

    private static final RowImage EMPTY = RowImage.of(
            2L,
            bytes("c"),
            null,
            null,
            bytes(""),
            null,
            null,
            1L,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    private static final @Nullable Object[] DEBEZIUMS_EMPTY = {
        2, bytes("c"), null, null, bytes(""), null, null, 1, null, null, null, null, null, null, null, null, null
    };

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void ofSeveralRulesTheFirstCounts() {
        Map<String, String> options = Map.of(
                "column.truncate.to.2.chars", "shop.people.(name|t)",
                "column.mask.with.3.chars", "shop.people.(name|c)",
                "column.propagate.source.type", "shop.people.(name|t|n|c)",
                "column.mask.hash.SHA-1.with.salt.x", "shop.people.(t|short)");
        DebeziumOracle debezium = new DebeziumOracle(PEOPLE, options);
        EnvelopeSchema schema = schema(
                debezium,
                ColumnRules.NONE.withRules(List.of(
                        rule("shop.people.(name|t)", new ColumnRewrite.Truncate(2)),
                        rule("shop.people.(name|c)", new ColumnRewrite.Mask("***")),
                        rule("shop.people.(t|short)", new ColumnRewrite.Hash("SHA-1", "x", true)),
                        rule("shop.people.(name|t|n|c)", new ColumnRewrite.SourceType(false)))));

        assertThat(json(schema.envelope()))
                .isEqualTo(json(debezium.schema().getEnvelopeSchema().schema()));
        assertThat(text(after(schema, FULL))).isEqualTo(text(debezium.row(DEBEZIUMS_FULL)));
    }

    /** Debezium sends the value as it is, because its rule of the type comes before that of the digest. */
    @Test
    void aHashedColumnIsHiddenAlsoWhenItsTypeIsTold() {
        Map<String, String> options =
                Map.of("column.propagate.source.type", ".*", "column.mask.hash.v2.SHA-1.with.salt.x", ".*name");
        DebeziumOracle debezium = new DebeziumOracle(PEOPLE, options);
        EnvelopeSchema schema = schema(
                debezium,
                ColumnRules.NONE.withRules(List.of(
                        rule(".*name", new ColumnRewrite.Hash("SHA-1", "x", false)),
                        rule(".*", new ColumnRewrite.SourceType(false)))));

        assertThat(debezium.row(DEBEZIUMS_FULL).getString("name")).isEqualTo(NAME);
        assertThat(after(schema, FULL).getString("name")).hasSize(40).doesNotContain("a name");
    }

    @Test
    void nothingOfAHiddenValueIsInTheRecord() {
        DebeziumOracle debezium = new DebeziumOracle(
                "CREATE TABLE shop.t (id int, secret varchar(20) CHARACTER SET latin1, un bigint unsigned, e enum('a'))",
                Map.of());
        RowImage invalid = RowImage.of(
                1L, new byte[] {'s', 'e', 'c', (byte) 0x81}, new java.math.BigInteger("18446744073709551615"), 0L);
        assertThat(encoded(schema(debezium, ColumnRules.NONE), invalid).exact()).isPresent();

        for (ColumnRules rules : List.of(
                exclude(".*(secret|un|e)"),
                ColumnRules.NONE.withRules(List.of(rule(".*(secret|un|e)", new ColumnRewrite.Mask("x")))),
                ColumnRules.NONE.withRules(List.of(rule(".*(secret|un|e)", new ColumnRewrite.Truncate(1)))),
                ColumnRules.NONE.withRules(
                        List.of(rule(".*(secret|un|e)", new ColumnRewrite.Hash("MD5", "", false)))))) {
            EncodedChange change = encoded(schema(debezium, rules), invalid);
            assertThat(change.exact()).isEmpty();
            assertThat(change.value().toString()).doesNotContain("sec\u0081");
        }
    }

    @Test
    void rowsThatDifferOnlyInHiddenColumnsLookTheSame() {
        DebeziumOracle debezium =
                new DebeziumOracle("CREATE TABLE shop.t (id int PRIMARY KEY, a int, b varchar(9))", Map.of());
        RowImage before = RowImage.of(1L, 2L, bytes("abc"));
        RowImage after = RowImage.of(1L, 3L, bytes("abd"));
        EnvelopeSchema excluded = schema(debezium, exclude(".*[ab]"));
        EnvelopeSchema cut =
                schema(debezium, exclude(".*a").withRules(List.of(rule(".*b", new ColumnRewrite.Truncate(2)))));

        assertThat(schema(debezium, ColumnRules.NONE).looksSame(before, after)).isFalse();
        assertThat(excluded.looksSame(before, after)).isTrue();
        assertThat(cut.looksSame(before, after)).isTrue();
        assertThat(excluded.says(0)).isTrue();
        assertThat(excluded.says(1)).isFalse();
    }

    @Test
    void timesThatTheFieldCannotSayAreFailuresAsInDebezium() {
        String create = "CREATE TABLE shop.t (id int PRIMARY KEY, ti time)";
        for (String precision : List.of("connect", "isostring", "microseconds")) {
            Map<String, String> options =
                    Map.of("time.precision.mode", precision, "event.converting.failure.handling.mode", "fail");
            DebeziumOracle debezium = new DebeziumOracle(create, options);
            EnvelopeSchema schema = new EnvelopeSchema(
                    debezium.table(),
                    EnvelopeOptions.of(DebeziumOracle.PREFIX)
                            .withTime(TimePrecision.parse(precision))
                            .withColumns(ColumnRules.NONE.withFailures((table, column, cause) -> {
                                throw new IllegalStateException(table + "." + column.name());
                            })));
            for (long hours : new long[] {-1, 0, 23, 25, 800}) {
                boolean fails = fails(() -> debezium.row(1, java.time.Duration.ofHours(hours)));
                assertThat(fails(() -> after(schema, RowImage.of(1L, hours * 3_600_000_000L))))
                        .as("%s hours in mode %s", hours, precision)
                        .isEqualTo(fails);
            }
        }
    }

    private static boolean fails(Runnable conversion) {
        try {
            conversion.run();
            return false;
        } catch (RuntimeException failure) {
            return true;
        }
    }

    private static EnvelopeSchema schema(DebeziumOracle debezium, ColumnRules rules) {
        return new EnvelopeSchema(
                debezium.table(), EnvelopeOptions.of(DebeziumOracle.PREFIX).withColumns(rules));
    }

    private static Struct after(EnvelopeSchema schema, RowImage image) {
        return encoded(schema, image).value().getStruct("after");
    }

    private static EncodedChange encoded(EnvelopeSchema schema, RowImage image) {
        SourceInfo source = new SourceInfo(
                "0.1.0",
                "p",
                1L,
                SourceInfo.Snapshot.FALSE,
                "shop",
                Optional.of("t"),
                1L,
                Optional.empty(),
                "f",
                4L,
                0,
                OptionalLong.empty(),
                Optional.empty());
        return schema.encode(
                new RowChange.Insert(schema.table(), image),
                new ChangeContext(source, Optional.empty(), Instant.EPOCH));
    }

    private static String json(Schema schema) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", "true"), false);
            return converter.asJsonSchema(schema).toString();
        }
    }

    private static String text(Struct struct) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", "false", "replace.null.with.default", "false"), false);
            return new String(converter.fromConnectData("t", struct.schema(), struct), StandardCharsets.UTF_8);
        }
    }
}
