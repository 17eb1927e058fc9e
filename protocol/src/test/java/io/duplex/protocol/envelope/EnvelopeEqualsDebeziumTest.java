// SPDX-License-Identifier: Apache-2.0
package io.duplex.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.schema.SchemaFactory;
import io.duplex.protocol.change.MySqlDateTime;
import io.duplex.protocol.change.RowChange;
import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.TableSchema;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.json.JsonConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeEqualsDebeziumTest {
    private static final EnvelopeOptions DEFAULTS = EnvelopeOptions.of(DebeziumOracle.PREFIX);

    private static final String ALL_TYPES = """
            CREATE TABLE shop.all_types (
              id bigint unsigned NOT NULL AUTO_INCREMENT,
              a1 tinyint, a2 tinyint(1) DEFAULT '1', a3 bool DEFAULT true, a4 tinyint unsigned NOT NULL DEFAULT '7',
              s1 smallint DEFAULT '5', s2 smallint unsigned, m1 mediumint, m2 mediumint unsigned, i1 int(11) DEFAULT '3.7',
              i2 int(10) unsigned zerofill DEFAULT '9', b1 bigint DEFAULT '4', b2 bigint unsigned DEFAULT '12',
              d0 decimal, d1 decimal(10,2) NOT NULL DEFAULT '1.5', d2 numeric(20,0) unsigned, d3 decimal(5),
              d4 dec(6,1) DEFAULT '2',
              f1 float DEFAULT '1.5', f2 float(10), f3 float(30), f4 float(7,3), f5 float unsigned, g1 double DEFAULT '2.5',
              g2 double(10,2), g3 real, g4 double precision,
              bi1 bit, bi2 bit(1) DEFAULT b'1', bi3 bit(9) DEFAULT b'101', bi4 bit(64), bi5 bit(12) DEFAULT b'100000000001',
              y1 year DEFAULT '2020', y2 year(4), y3 year DEFAULT '70',
              da1 date DEFAULT '2020-01-02', da2 date NOT NULL DEFAULT '2021-02-03', da3 date DEFAULT '0000-00-00',
              da4 date NOT NULL DEFAULT '0000-00-00', da5 date NOT NULL,
              t1 time DEFAULT '10:11:12', t2 time(6) DEFAULT '10:11:12.5',
              dt1 datetime DEFAULT '2020-01-02 03:04:05', dt2 datetime(3) DEFAULT '2020-01-02 03:04:05.678',
              dt3 datetime(6) NOT NULL DEFAULT '2020-01-02 03:04:05.678901', dt4 datetime DEFAULT current_timestamp,
              dt5 datetime(6) NOT NULL DEFAULT current_timestamp(6), dt6 datetime NOT NULL DEFAULT '0000-00-00 00:00:00',
              ts1 timestamp NULL, ts2 timestamp(3) NOT NULL DEFAULT current_timestamp(3),
              ts3 timestamp NOT NULL DEFAULT '2020-01-02 03:04:05', ts4 timestamp NULL DEFAULT '2020-01-02 03:04:05',
              ts5 timestamp NOT NULL DEFAULT '0000-00-00 00:00:00',
              ts6 timestamp(6) NOT NULL DEFAULT '2020-01-02 03:04:05.600000',
              c1 char(5) DEFAULT 'ab', c2 varchar(20) CHARACTER SET latin1 NOT NULL DEFAULT '', c3 tinytext, c4 text,
              c5 mediumtext, c6 longtext, c7 varchar(10) DEFAULT NULL, c8 varchar(10) COMMENT 'hey',
              x1 binary(4) DEFAULT 'ab', x2 varbinary(9) DEFAULT 'abc', x3 tinyblob, x4 blob, x5 mediumblob, x6 longblob,
              x7 binary,
              e1 enum('a','b,c','d''e') DEFAULT 'a', e2 enum('x\\\\y') NOT NULL, st1 set('a','b') DEFAULT 'a,b',
              st2 set('q','r') NOT NULL,
              j json, geo geometry, pt point, ls linestring, gc geometrycollection, ptn point NOT NULL, v vector(3),
              gen1 int GENERATED ALWAYS AS (i1 + 1) STORED, u1 varchar(36) DEFAULT (uuid()), inv int INVISIBLE DEFAULT 4,
              PRIMARY KEY (id)
            ) DEFAULT CHARSET=utf8mb4 COMMENT='all of them'
            """;

    static Stream<Arguments> modes() {
        return Stream.of(
                mode("", "", DEFAULTS),
                mode("time.precision.mode", "connect", DEFAULTS.withTime(TimePrecision.CONNECT)),
                mode("time.precision.mode", "microseconds", DEFAULTS.withTime(TimePrecision.MICROSECONDS)),
                mode("time.precision.mode", "nanoseconds", DEFAULTS.withTime(TimePrecision.NANOSECONDS)),
                mode("time.precision.mode", "isostring", DEFAULTS.withTime(TimePrecision.ISOSTRING)),
                mode("decimal.handling.mode", "string", DEFAULTS.withDecimal(DecimalMode.STRING)),
                mode("decimal.handling.mode", "double", DEFAULTS.withDecimal(DecimalMode.DOUBLE)),
                mode(
                        "bigint.unsigned.handling.mode",
                        "precise",
                        DEFAULTS.withBigintUnsigned(BigintUnsignedMode.PRECISE)),
                mode("binary.handling.mode", "base64", DEFAULTS.withBinary(BinaryMode.BASE64)),
                mode("binary.handling.mode", "base64-url-safe", DEFAULTS.withBinary(BinaryMode.BASE64_URL_SAFE)),
                mode("binary.handling.mode", "hex", DEFAULTS.withBinary(BinaryMode.HEX)),
                mode("include.schema.comments", "true", DEFAULTS.withSchemaComments(true)),
                mode(
                        "column.propagate.source.type",
                        "shop.all_types.*",
                        DEFAULTS.withColumns(ColumnRules.NONE.withRules(List.of(new ColumnRules.Rule(
                                (table, column) -> table.table().equals("all_types"),
                                new ColumnRewrite.SourceType(false)))))),
                mode("schema.name.adjustment.mode", "avro", DEFAULTS.withSchemaNames(NameAdjustment.AVRO)),
                mode(
                        "schema.name.adjustment.mode",
                        "avro_unicode",
                        DEFAULTS.withSchemaNames(NameAdjustment.AVRO_UNICODE)),
                mode("field.name.adjustment.mode", "avro", DEFAULTS.withFieldNames(NameAdjustment.AVRO)),
                mode(
                        "field.name.adjustment.mode",
                        "avro_unicode",
                        DEFAULTS.withFieldNames(NameAdjustment.AVRO_UNICODE)));
    }

    private static Arguments mode(String option, String value, EnvelopeOptions options) {
        return Arguments.of(option.isEmpty() ? Map.of() : Map.of(option, value), options);
    }

    @ParameterizedTest
    @MethodSource("modes")
    void schemasOfATableWithAllTypesEqualDebeziums(Map<String, String> options, EnvelopeOptions ours) {
        DebeziumOracle debezium = new DebeziumOracle(ALL_TYPES, options);
        EnvelopeSchema schema = new EnvelopeSchema(debezium.table(), ours);

        assertSame(schema.row(), debezium.schema().valueSchema());
        assertSame(schema.key().orElseThrow(), debezium.schema().keySchema());
        assertSame(schema.envelope(), debezium.schema().getEnvelopeSchema().schema());
    }

    @ParameterizedTest
    @MethodSource("modes")
    void oddNamesAreAdjustedAsDebeziumDoes(Map<String, String> options, EnvelopeOptions ours) {
        String odd = "CREATE TABLE `my-db`.`t1 \u00fc$x` (`id-x` int, `1a` int, `\u00fc.b` int, u_2 varchar(3),"
                + " PRIMARY KEY (u_2, `id-x`))";
        DebeziumOracle debezium = new DebeziumOracle(odd, options);
        EnvelopeSchema schema = new EnvelopeSchema(debezium.table(), ours);

        assertSame(schema.envelope(), debezium.schema().getEnvelopeSchema().schema());
        assertSame(schema.key().orElseThrow(), debezium.schema().keySchema());
    }

    /** Names the field that differs, which a comparison of whole schemas would not. */
    private static void assertSame(Schema ours, Schema debeziums) {
        assertThat(ours.name()).isEqualTo(debeziums.name());
        if (ours.type() == Schema.Type.STRUCT) {
            assertThat(ours.fields().stream().map(Field::name).toList())
                    .isEqualTo(debeziums.fields().stream().map(Field::name).toList());
            for (Field field : ours.fields()) {
                assertThat(json(field.schema()))
                        .as(field.name())
                        .isEqualTo(json(debeziums.field(field.name()).schema()));
            }
        }
        assertThat(json(ours)).isEqualTo(json(debeziums));
    }

    private static String json(Schema schema) {
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", "true"), false);
            return converter.asJsonSchema(schema).toString();
        }
    }

    private static final String VALUES = """
            CREATE TABLE shop.vals (
              i int NOT NULL, u bigint unsigned, dn1 date NOT NULL DEFAULT '2021-02-03', dn2 date NOT NULL,
              dtn1 datetime(6) NOT NULL DEFAULT '2020-01-02 03:04:05.6', dtn2 datetime NOT NULL,
              tsn1 timestamp(3) NOT NULL DEFAULT '2020-01-02 03:04:05.6', tsn2 timestamp NOT NULL,
              ts0 timestamp NULL, ts3 timestamp(3) NULL, ts6 timestamp(6) NULL, da date, dt0 datetime, dt6 datetime(6),
              ti time(6), y year, e enum('a','','b,c'), st set('a','b','c'), de decimal(10,2), fl float, ff float(7,3),
              bt bit, bits bit(12), bin binary(4), c varchar(9) CHARACTER SET latin1, j json, pt point, v vector(2))
            """;

    private static final byte[] POINT = {
        (byte) 0xe6, 0x10, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0, 0x40
    };

    @ParameterizedTest
    @MethodSource("modes")
    void rowsEqualDebeziums(Map<String, String> options, EnvelopeOptions ours) {
        DebeziumOracle debezium = new DebeziumOracle(VALUES, options);
        EnvelopeSchema schema = new EnvelopeSchema(debezium.table(), ours);
        LocalDateTime moment = LocalDateTime.of(2020, 1, 2, 3, 4, 5, 600_000_000);
        ZonedDateTime zoned = moment.atZone(ZoneOffset.UTC);
        MySqlDateTime time = MySqlDateTime.of(moment);
        Struct expected = debezium.row(
                1,
                -2L,
                null,
                null,
                null,
                null,
                null,
                null,
                zoned.withNano(0),
                zoned,
                zoned,
                LocalDate.of(1985, 5, 6),
                moment.withNano(0),
                moment,
                Duration.ofMillis(4_500),
                Year.of(2024),
                3,
                5L,
                "1.25",
                1.5f,
                1.2f,
                bitSet(0),
                bitSet(0, 11),
                new byte[] {1, 2},
                new byte[] {'a', (byte) 0xe4},
                "{\"a\":1}",
                POINT,
                new float[] {1.5f, -2f});
        RowImage image = RowImage.of(
                1L,
                new BigInteger("18446744073709551614"),
                MySqlDateTime.ZERO,
                MySqlDateTime.ZERO,
                MySqlDateTime.ZERO,
                MySqlDateTime.ZERO,
                MySqlDateTime.ZERO,
                MySqlDateTime.ZERO,
                MySqlDateTime.of(moment.withNano(0)),
                time,
                time,
                MySqlDateTime.ofDate(1985, 5, 6),
                MySqlDateTime.of(moment.withNano(0)),
                time,
                4_500_000L,
                2024L,
                3L,
                5L,
                new BigDecimal("1.25"),
                1.5f,
                1.2f,
                new byte[] {1},
                new byte[] {8, 1},
                new byte[] {1, 2, 0, 0},
                new byte[] {'a', (byte) 0xe4},
                "{\"a\": 1}".getBytes(StandardCharsets.UTF_8),
                POINT,
                new byte[] {0, 0, (byte) 0xc0, 0x3f, 0, 0, 0, (byte) 0xc0});

        Struct row = schema.encode(new RowChange.Insert(debezium.table(), image), context(debezium.table()))
                .value()
                .getStruct("after");

        for (Field field : row.schema().fields()) {
            assertThat(text(row, field)).as(field.name()).isEqualTo(text(expected, field));
        }
    }

    private static BitSet bitSet(int... bits) {
        BitSet set = new BitSet();
        for (int bit : bits) {
            set.set(bit);
        }
        return set;
    }

    private static String text(Struct row, Field field) {
        Schema schema = row.schema().field(field.name()).schema();
        try (JsonConverter converter = new JsonConverter()) {
            converter.configure(Map.of("schemas.enable", "false"), false);
            byte[] bytes = converter.fromConnectData("t", schema, row.get(field.name()));
            return bytes == null ? "null" : new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static ChangeContext context(TableSchema table) {
        SourceInfo source = new SourceInfo(
                "0.1.0",
                "p",
                1L,
                SourceInfo.Snapshot.FALSE,
                table.id().database(),
                Optional.of(table.id().table()),
                1L,
                Optional.empty(),
                "f",
                4L,
                0,
                OptionalLong.empty(),
                Optional.empty());
        return new ChangeContext(source, Optional.empty(), Instant.EPOCH);
    }

    @Test
    void tablesInSchemaChangesEqualDebeziums() {
        for (boolean comments : List.of(true, false)) {
            DebeziumOracle debezium =
                    new DebeziumOracle(ALL_TYPES, Map.of("include.schema.comments", Boolean.toString(comments)));
            SchemaChange.TableChange change = new SchemaChange.TableChange(
                    SchemaChange.Kind.CREATE, debezium.table().id(), Optional.of(debezium.table()));

            Struct ours = TableStructs.change(change, comments);
            Struct expected = debezium.tableChange();

            List<Struct> columns = ours.getStruct("table").getArray("columns");
            List<Struct> expectedColumns = expected.getStruct("table").getArray("columns");
            for (int i = 0; i < columns.size(); i++) {
                assertThat(columns.get(i).toString())
                        .isEqualTo(expectedColumns.get(i).toString());
            }
            assertThat(ours.toString()).isEqualTo(expected.toString());
            assertSame(ours.schema(), expected.schema());
        }
    }

    @Test
    void schemasOfTheOtherRecordsEqualDebeziums() {
        var config = new DebeziumOracle(ALL_TYPES, Map.of()).config();
        var names = config.schemaNameAdjuster();
        SchemaFactory debezium = SchemaFactory.get();

        assertSame(SourceInfo.SCHEMA, config.getSourceInfoStructMaker().schema());
        assertSame(TransactionBlock.SCHEMA, debezium.transactionBlockSchema());
        assertSame(TransactionMarker.KEY_SCHEMA, debezium.transactionKeySchema(names));
        assertSame(TransactionMarker.VALUE_SCHEMA, debezium.transactionValueSchema(names));
        assertSame(Heartbeats.KEY_SCHEMA, debezium.heartbeatKeySchema(names));
        assertSame(Heartbeats.VALUE_SCHEMA, debezium.heartbeatValueSchema(names));
        assertSame(SchemaChange.KEY_SCHEMA, debezium.schemaHistoryConnectorKeySchema(names, config));
        assertSame(
                SchemaChange.VALUE_SCHEMA,
                debezium.schemaHistoryConnectorValueSchema(
                        names, config, new io.debezium.relational.history.ConnectTableChangeSerializer(names)));
    }
}
