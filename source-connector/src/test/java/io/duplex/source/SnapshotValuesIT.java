// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static io.duplex.source.RunningSource.isRow;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.protocol.envelope.DecodedImage;
import io.duplex.protocol.envelope.EnvelopeDecoder;
import io.duplex.protocol.header.ExactValues;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A row says the same whether the snapshot read it or the binlog told it. */
final class SnapshotValuesIT {
    private static final String COLUMNS = """
        i1 TINYINT, i1u TINYINT UNSIGNED, i1z TINYINT(1), i2 SMALLINT, i2u SMALLINT UNSIGNED, i3 MEDIUMINT,
        i3u MEDIUMINT UNSIGNED, i4 INT, i4u INT UNSIGNED, i4z INT(9) ZEROFILL, i8 BIGINT, i8u BIGINT UNSIGNED,
        d1 DECIMAL(65,30), d2 DECIMAL(10,0), f FLOAT, f2 FLOAT(10,3), d DOUBLE, b1 BIT(1), b9 BIT(9), b64 BIT(64),
        y YEAR, da DATE, ti TIME(6), ti0 TIME, dt DATETIME(3), dt0 DATETIME, dt6 DATETIME(6), ts TIMESTAMP(6) NULL,
        c CHAR(10) CHARACTER SET latin1, vc VARCHAR(30) CHARACTER SET utf8mb4, gb VARCHAR(20) CHARACTER SET gbk,
        u2 VARCHAR(20) CHARACTER SET ucs2, tx TEXT CHARACTER SET latin1, bi BINARY(6), vb VARBINARY(20), bl BLOB,
        e ENUM('x','y','z'), s SET('a','b','c'), j JSON, g GEOMETRY, p POINT""";
    private static final List<String> ROWS = List.of(
            "-128, 255, 1, -32768, 65535, -8388608, 16777215, -2147483648, 4294967295, 42, -9223372036854775808,"
                    + " 18446744073709551615, -12345678901234567890123456789012345.123456789012345678901234567890,"
                    + " 9999999999, 3.4028234e38, 1234567.891, 1.7976931348623157e308, b'1', b'100000001',"
                    + " b'1000000000000000000000000000000000000000000000000000000000000001', 2155, '9999-12-31',"
                    + " '-838:59:59.000001', '838:59:59', '2024-02-29 23:59:59.999', '1000-01-01 00:00:00',"
                    + " '2024-06-15 12:34:56.123456', '2038-01-19 03:14:07.999999', 'caf\u00e9', '\ud83d\ude00 text',"
                    + " '\u4e2d\u6587', '\u00e9\u4e2d', 'na\u00efve', x'0102', x'00ff00', x'deadbeef00', 'y', 'a,c',"
                    + " '{\"k\": [1, 2.5, null, \"\u00e9\"], \"a\": true}', ST_GeomFromText('LINESTRING(0 0,1 1)'),"
                    + " ST_GeomFromText('POINT(1 2)')",
            "0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, -0.001, -0e0, b'0', b'0', b'0', 0, '0000-00-00',"
                    + " '00:00:00', '-00:00:01', '0000-00-00 00:00:00', '2024-00-10 00:00:00',"
                    + " '2024-02-31 00:00:00', '0000-00-00 00:00:00', '', '', '', '', '', '', '', '', '', '', 'null',"
                    + " ST_GeomFromText('POINT(0 0)'), ST_GeomFromText('POINT(0 0)')",
            "NULL" + ", NULL".repeat(40));

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"V5_7", "V8_0"})
    void valuesOfAllTypesAreTheSame(MySqlVersion version) {
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, " + COLUMNS + ")");
            server.execute(inserts(1));

            try (RunningSource source = RunningSource.start(TestConfigs.source(server, "stream", directory))) {
                source.until("the copy ends", record -> isRow(record, "r", ROWS.size()));
                server.execute(inserts(101));
                List<SourceRecord> all = source.until("the last row", record -> isRow(record, "c", 100 + ROWS.size()));

                for (int id = 1; id <= ROWS.size(); id++) {
                    SourceRecord copied = row(all, "r", id);
                    SourceRecord streamed = row(all, "c", 100 + id);
                    assertThat(values(copied)).as("row " + id).isEqualTo(values(streamed));
                }
            }
        }
    }

    private static String[] inserts(int firstId) {
        String[] statements = new String[ROWS.size() + 1];
        statements[0] = "SET sql_mode='ALLOW_INVALID_DATES'";
        for (int i = 0; i < ROWS.size(); i++) {
            statements[i + 1] = "INSERT INTO app.t VALUES (" + (firstId + i) + ", " + ROWS.get(i) + ")";
        }
        return statements;
    }

    private static SourceRecord row(List<SourceRecord> records, String operation, int id) {
        return records.stream()
                .filter(record -> isRow(record, operation, id))
                .findFirst()
                .orElseThrow();
    }

    /** What a reader takes from the record, JSON without regard to spaces; Debezium writes some of both otherwise. */
    private static List<String> values(SourceRecord record) {
        Struct value = (Struct) record.value();
        Header exact = record.headers().lastWithName(ExactValues.NAME);
        DecodedImage row = new EnvelopeDecoder()
                .decode(value, exact == null ? Optional.empty() : Optional.of(String.valueOf(exact.value())))
                .after()
                .orElseThrow();
        Schema schema = value.getStruct("after").schema();
        List<String> values = new ArrayList<>();
        for (int i = 1; i < row.size(); i++) {
            boolean json = "io.debezium.data.Json"
                    .equals(schema.field(row.name(i)).schema().name());
            values.add(row.name(i) + "=" + text(row.get(i), json));
        }
        return values;
    }

    private static String text(@Nullable Object value, boolean json) {
        if (json && value != null) {
            String document =
                    value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) value;
            try {
                return new ObjectMapper().readTree(document).toString();
            } catch (JsonProcessingException broken) {
                return document;
            }
        }
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : String.valueOf(value);
    }
}
