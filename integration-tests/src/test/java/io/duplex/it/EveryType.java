// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import io.duplex.testkit.guarantee.SidesConverge;
import io.duplex.testkit.guarantee.ValuesExact;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A table with all types, and changes of it and of tables whose types change, out of JSON without schemas. */
final class EveryType {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String JSON = "org.apache.kafka.connect.json.JsonConverter";

    /** Types, and values with which their ways to travel differ. */
    private static final List<List<String>> COLUMNS = List.of(
            List.of("TINYINT", "-128", "127"),
            List.of("TINYINT UNSIGNED", "255", "0"),
            List.of("BOOL", "1", "0"),
            List.of("SMALLINT UNSIGNED", "65535", "1"),
            List.of("MEDIUMINT", "-8388608", "7"),
            List.of("INT UNSIGNED", "4294967295", "8"),
            List.of("BIGINT", "-9223372036854775808", "9223372036854775807"),
            List.of("BIGINT UNSIGNED", "18446744073709551615", "9007199254740993"),
            List.of(
                    "DECIMAL(65,30)",
                    "-12345678901234567890123456789012345.123456789012345678901234567890",
                    "0.000000000000000000000000000001"),
            List.of("DECIMAL(5,2)", "-999.99", "1.10"),
            List.of("NUMERIC(18)", "-999999999999999999", "12"),
            List.of("FLOAT", "1.5", "-0.25"),
            List.of("FLOAT(7,3)", "1234.5", "-0.125"),
            List.of("DOUBLE", "2.5e300", "-1e-300"),
            List.of("REAL", "0.1", "9007199254740993"),
            List.of("BIT(1)", "b'1'", "b'0'"),
            List.of("BIT(10)", "b'1000000011'", "b'1'"),
            List.of("BIT(64)", "b'1000000000000000000000000000000000000000000000000000000000000001'", "b'0'"),
            List.of("YEAR", "1901", "2155"),
            List.of("DATE", "'1000-01-01'", "'9999-12-31'"),
            List.of("TIME", "'-838:59:59'", "'12:34:56'"),
            List.of("TIME(3)", "'12:34:56.789'", "'-00:00:00.001'"),
            List.of("TIME(6)", "'-12:34:56.000001'", "'838:59:58.999999'"),
            List.of("DATETIME", "'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'"),
            List.of("DATETIME(3)", "'1970-01-02 03:04:05.678'", "'2026-02-03 04:05:06.789'"),
            List.of("DATETIME(4)", "'1970-01-02 03:04:05.6789'", "'2026-02-03 04:05:06.7891'"),
            List.of("DATETIME(6)", "'1970-01-02 03:04:05.678901'", "'2026-02-03 04:05:06.789012'"),
            List.of("TIMESTAMP NULL", "'1971-01-01 00:00:01'", "'2037-12-31 23:59:59'"),
            List.of("TIMESTAMP(2) NULL", "'2026-02-03 04:05:06.78'", "'2026-02-03 04:05:06'"),
            List.of("TIMESTAMP(6) NULL", "'2026-02-03 04:05:06.789012'", "'2026-02-03 04:05:06.700000'"),
            List.of("CHAR(9)", "'cafe'", "'AAAA'"),
            List.of("NCHAR(9)", "'\u00e4\u20ac'", "''"),
            List.of("VARCHAR(20) CHARACTER SET latin1", "'\u00e9'", "'12345678'"),
            List.of("TINYTEXT", "'0'", "'null'"),
            List.of("TEXT CHARACTER SET utf8mb4", "'\uD83D\uDE00 \\n\\\"\\\\'", "'{}'"),
            List.of("MEDIUMTEXT", "'true'", "'x'"),
            List.of("LONGTEXT", "'1e5'", "'y'"),
            List.of("BINARY(4)", "x'00ff'", "'AAAA'"),
            List.of("VARBINARY(9)", "x'00ff00'", "'cafe'"),
            List.of("TINYBLOB", "x'5c'", "''"),
            List.of("BLOB", "x'1a0d0a22'", "'text'"),
            List.of("MEDIUMBLOB", "x'e4'", "x'00'"),
            List.of("LONGBLOB", "x'ffffffff'", "'1234'"),
            List.of("ENUM('a','it''s','\u00f6','1')", "'it''s'", "'1'"),
            List.of("ENUM('x,y','p')", "'x,y'", "'p'"),
            List.of("SET('x','y','z')", "'x,z'", "''"),
            List.of("JSON", "'{\\\"a\\\": [1, \\\"\u00f6\\\", null, true]}'", "'\\\"text\\\"'"),
            List.of("GEOMETRY", "ST_GeomFromText('POINT(1 2)')", "ST_GeomFromText('LINESTRING(0 0, 1 1)')"),
            List.of("POINT", "ST_GeomFromText('POINT(3 4)', 4326)", "ST_GeomFromText('POINT(0 0)')"),
            List.of("LINESTRING", "ST_GeomFromText('LINESTRING(0 0, 1 1)')", "NULL"),
            List.of("POLYGON", "ST_GeomFromText('POLYGON((0 0, 1 0, 1 1, 0 0))')", "NULL"),
            List.of("MULTIPOINT", "ST_GeomFromText('MULTIPOINT(0 0, 1 1)')", "NULL"),
            List.of("MULTILINESTRING", "ST_GeomFromText('MULTILINESTRING((0 0, 1 1))')", "NULL"),
            List.of("MULTIPOLYGON", "ST_GeomFromText('MULTIPOLYGON(((0 0, 1 0, 1 1, 0 0)))')", "NULL"),
            List.of("GEOMETRYCOLLECTION", "ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 1))')", "NULL"));

    private static final List<String> VECTOR = List.of("VECTOR(3)", "STRING_TO_VECTOR('[1,-2.5,0.1]')", "NULL");

    private final Site source;
    private final Site target;
    private final List<List<String>> columns = new ArrayList<>(COLUMNS);

    EveryType(Site source, Site target, MySqlVersion version) {
        this.source = source;
        this.target = target;
        if (version == MySqlVersion.V9_7) {
            columns.add(VECTOR);
        }
    }

    /** Servers of the build, or all of them. */
    static Stream<MySqlVersion> versions() {
        return Boolean.getBoolean("duplex.json.all") ? Stream.of(MySqlVersion.values()) : Stream.of(MySqlVersion.V8_0);
    }

    /** Returns a source's or sink's options with converters that write and read no schemas. */
    static Map<String, String> withoutSchemas(Map<String, String> more) {
        Map<String, String> options = new LinkedHashMap<>(more);
        for (String converter : List.of("key.converter", "value.converter")) {
            options.put(converter, JSON);
            options.put(converter + ".schemas.enable", "false");
            options.put(converter + ".replace.null.with.default", "false");
        }
        return options;
    }

    /** As {@link #replicateWith}, out of JSON without schemas. */
    void replicate(Replication replication, Map<String, String> sourceOptions, Map<String, String> sinkOptions) {
        replicateWith(replication, withoutSchemas(sourceOptions), withoutSchemas(sinkOptions));
    }

    /** Copies the tables, changes them, and starts the sink again; all values must be the same on the target. */
    void replicateWith(Replication replication, Map<String, String> sourceOptions, Map<String, String> sinkOptions) {
        MySqlServer server = source.server();
        server.execute(
                "SET NAMES utf8mb4",
                "CREATE DATABASE app",
                "CREATE TABLE app.every (id INT PRIMARY KEY, n INT NOT NULL DEFAULT 5, " + definitions() + ")",
                insert(1, 1),
                insert(2, 2),
                "INSERT INTO app.every (id) VALUES (3)",
                "CREATE TABLE app.moment (id INT PRIMARY KEY, d DATETIME(3), p DECIMAL(10,2), b VARCHAR(9))",
                "CREATE TABLE app.other (id INT PRIMARY KEY, d DATETIME(6), p DECIMAL(10,4), b VARBINARY(9))",
                moments("moment", 1),
                moments("other", 1));
        replication.source(source, sourceOptions);
        replication.sink(source, target, sinkOptions);
        SidesConverge same = new SidesConverge(LIMIT, server, target.server());
        same.verify();

        server.transaction(
                insert(11, 1),
                insert(12, 2),
                "INSERT INTO app.every (id) VALUES (13)",
                "UPDATE app.every SET n = 6, c0 = 1 WHERE id = 1",
                "UPDATE app.every SET id = 20 WHERE id = 2",
                "DELETE FROM app.every WHERE id = 3");
        same.verify();
        replication.rest().restart(Connectors.sinkName(source, target));
        server.execute(
                moments("moment", 2),
                "ALTER TABLE app.moment MODIFY d DATETIME(6), MODIFY p DECIMAL(10,4), MODIFY b VARBINARY(9)",
                moments("moment", 3),
                moments("other", 3),
                "ALTER TABLE app.other MODIFY d DATETIME(2), MODIFY p DECIMAL(10,2), MODIFY b VARCHAR(9)",
                moments("other", 4),
                "RENAME TABLE app.moment TO app.third, app.other TO app.moment",
                moments("moment", 5),
                moments("third", 5));
        same.verify();
        replication.rest().restart(Connectors.sinkName(source, target));
        server.execute(moments("moment", 6), moments("third", 6), "DELETE FROM app.third WHERE id = 1", insert(30, 1));
        same.verify();
        for (String table : List.of("every", "moment", "third")) {
            new ValuesExact(server, target.server(), "app", table).verify();
        }
    }

    /** Values that read otherwise by the types that the columns have had. */
    private static String moments(String table, int id) {
        return "INSERT INTO app." + table + " VALUES (" + id + ", '1970-01-02 03:04:05.678901', 12.3, 'cafe')";
    }

    private String definitions() {
        return Stream.iterate(0, i -> i + 1)
                .limit(columns.size())
                .map(i -> "c" + i + " " + columns.get(i).get(0))
                .collect(Collectors.joining(", "));
    }

    private String insert(int id, int value) {
        return "INSERT INTO app.every VALUES (" + id + ", " + id + ", "
                + columns.stream().map(column -> column.get(value)).collect(Collectors.joining(", ")) + ")";
    }
}
