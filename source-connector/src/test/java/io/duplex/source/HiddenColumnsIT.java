// SPDX-License-Identifier: Apache-2.0
package io.duplex.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the column options hide is nowhere: not in records, headers, logs or errors. */
final class HiddenColumnsIT {
    private static final MySqlServer SERVER = MySqlServer.start(MySqlVersion.V8_0);
    private static final String SECRET = "s3cret";

    @TempDir
    Path directory;

    /** Refuses all values, and tells them. */
    public static final class Indiscreet implements CustomConverter<SchemaBuilder, RelationalColumn> {
        /** Made by the connector. */
        public Indiscreet() {}

        @Override
        public void configure(Properties options) {}

        @Override
        public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
            if (column.name().equals("refused")) {
                registration.register(SchemaBuilder.string(), value -> {
                    throw new IllegalStateException(
                            value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : "nothing");
                });
            }
        }
    }

    @AfterAll
    static void stopServer() {
        SERVER.close();
    }

    @BeforeEach
    void createTable() {
        SERVER.execute(
                "SET sql_mode = ''",
                "DROP DATABASE IF EXISTS app",
                "CREATE DATABASE app",
                "CREATE TABLE app.t (id INT PRIMARY KEY, excluded VARCHAR(20), masked VARCHAR(20), hashed VARCHAR(20), "
                        + "cut VARCHAR(20), number BIGINT UNSIGNED, born DATE DEFAULT '1999-01-01', refused VARCHAR(20))");
    }

    private static String row(int id) {
        return "INSERT INTO app.t VALUES (" + id + ", 'e-s3cret', 'm-s3cret', 'h-s3cret', 'c-s3cret', "
                + "18446744073709551615, '2001-02-03', 'r-s3cret')";
    }

    private Map<String, String> config(String failures) {
        Map<String, String> config = new HashMap<>(TestConfigs.source(SERVER, "table", directory));
        config.put("column.exclude.list", "app.t.(excluded|number)");
        config.put("column.mask.with.3.chars", "app.t.(masked|born)");
        config.put("column.mask.hash.v2.SHA-256.with.salt.x", "app.t.hashed");
        config.put("column.truncate.to.2.chars", "app.t.cut");
        config.put("converters", "tells");
        config.put("tells.type", Indiscreet.class.getName());
        config.put("event.converting.failure.handling.mode", failures);
        config.put("skip.messages.without.change", "true");
        config.put("include.schema.changes", "false");
        return config;
    }

    @Test
    void hiddenValuesAreInNoRecordHeaderOrLog() {
        SERVER.execute(row(1));
        PrintStream errors = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        List<SourceRecord> records;
        try (RunningSource source = RunningSource.start(config("warn"))) {
            source.until("the copy ends", record -> RunningSource.isRow(record, "r", 1));
            SERVER.execute(
                    row(2),
                    "UPDATE app.t SET excluded = 'other s3cret', number = 2 WHERE id = 2",
                    "UPDATE app.t SET cut = 'c- another' WHERE id = 2",
                    "DELETE FROM app.t WHERE id = 2");
            records = source.until("the delete", record -> RunningSource.isRow(record, "d", 2));
        } finally {
            System.setErr(errors);
        }

        assertThat(records)
                .extracting(SourceRecord::value)
                .filteredOn(Struct.class::isInstance)
                .hasSize(3);
        assertThat(records.stream()
                        .map(record -> record + " " + record.headers())
                        .collect(Collectors.joining("\n")))
                .contains("masked=***", "cut=c-")
                .doesNotContain(SECRET, "duplex.exact", "refused=r");
        assertThat(log.toString(StandardCharsets.UTF_8))
                .contains(
                        "column=refused",
                        "java.lang.IllegalStateException",
                        "times=1 ",
                        "does not reach",
                        "column=born")
                .doesNotContain(SECRET);
    }

    @Test
    void aTaskThatStopsAtAValueNamesItsColumnAndNotTheValue() {
        try (RunningSource source = RunningSource.start(config("fail"))) {
            source.during(Duration.ofSeconds(1));
            SERVER.execute(row(3));

            Throwable stop = catchThrowable(() -> source.during(Duration.ofSeconds(20)));

            StringWriter trace = new StringWriter();
            stop.printStackTrace(new PrintWriter(trace));
            assertThat(stop)
                    .hasMessageContaining("app.t.refused")
                    .hasMessageContaining(SERVER.serverUuid())
                    .hasMessageContaining("event.converting.failure.handling.mode");
            assertThat(trace.toString()).contains("Indiscreet").doesNotContain(SECRET);
        }
    }

    /** Debezium's converter loses the first value of each column with a default. */
    @Test
    void theZeroDateConverterKeepsTheFirstDate() {
        SERVER.execute(row(1));
        Map<String, String> config = TestConfigs.source(SERVER, "table", directory);
        config.put("converters", "zero");
        config.put("zero.type", "io.debezium.connector.binlog.converters.ZeroDateFallbackConverter");
        config.put("zero.column.app.t.born.fallback", "1980-01-01");
        try (RunningSource source = RunningSource.start(config)) {
            source.until("the copy ends", record -> RunningSource.isRow(record, "r", 1));
            SERVER.execute("SET sql_mode = ''", row(2), "UPDATE app.t SET born = NULL WHERE id = 2");
            List<SourceRecord> records = source.until("the update", record -> RunningSource.isRow(record, "u", 2));

            assertThat(records.stream()
                            .filter(record -> record.topic().equals("a.app.t"))
                            .map(record ->
                                    ((Struct) record.value()).getStruct("after").getInt32("born")))
                    .containsExactly(11356, 11356, 3652);
        }
    }
}
