// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.change.RowImage;
import io.duplex.protocol.table.Column;
import io.duplex.protocol.table.ColumnType;
import io.duplex.protocol.table.TableId;
import io.duplex.protocol.table.TableSchema;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code snapshot.fetch.size} reads through cursors, which keep rows in a table of the server's own making. */
class CursorReadingIT {
    private static final TableSchema TABLE = table(
            "extremes",
            Column.builder("d", ColumnType.DOUBLE).build(),
            Column.builder("f", ColumnType.FLOAT).build(),
            Column.builder("n", ColumnType.DOUBLE).length(255).scale(30).build(),
            Column.builder("e", ColumnType.ENUM).build());

    private static TableSchema table(String name, Column... columns) {
        return new TableSchema(
                new TableId("app", name), List.of(columns), List.of(), List.of(), TableSchema.TableOptions.NONE);
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void longNumbersComeWholeThroughACursor(MySqlVersion version) throws SQLException {
        assumeTrue(version.available(), () -> "skipped: MySQL " + version + " is not available here");
        try (MySqlServer server = MySqlServer.builder(version).start()) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.extremes (d DOUBLE, f FLOAT, n DOUBLE(255,30),"
                            + " e ENUM('a','b','c','d','e','f','g','h','i','j','k'))",
                    "INSERT INTO app.extremes VALUES"
                            + " ('-1.7976931348623157e308', '-1.1754942106924411e-38', 1e200, 11),"
                            + " ('-1.2345678901234568e-300', '1.2345679642048036e-35', 0.1, 10),"
                            + " ('-0e0', '-0e0', '-0e0', 1), (NULL, NULL, NULL, NULL)");

            List<RowImage> rows = read(server, TableSelect.of(TABLE), 0);

            assertThat(rows).hasSize(4);
            assertThat(rows.get(0).get(0)).isEqualTo(-1.7976931348623157e308);
            assertThat(rows.get(0).get(3)).isEqualTo(11L);
            assertThat(read(server, TableSelect.of(TABLE).withCursor(), 2)).isEqualTo(rows);
        }
    }

    @Test
    void vectorsComeThroughACursorWhoseProtocolTheDriverDoesNotKnow() throws SQLException {
        assumeTrue(MySqlVersion.V9_7.available(), "skipped: MySQL 9.7 is not available here");
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V9_7).start()) {
            server.execute(
                    "CREATE DATABASE app",
                    "CREATE TABLE app.vectors (v VECTOR(3))",
                    "INSERT INTO app.vectors VALUES (STRING_TO_VECTOR('[1,-0.0,2.5]')), (NULL)");
            TableSelect select = TableSelect.of(
                    table("vectors", Column.builder("v", ColumnType.VECTOR).build()));

            List<RowImage> rows = read(server, select, 0);

            assertThat((byte[]) rows.get(0).get(0)).hasSize(12).startsWith(0, 0, 0x80, 0x3f, 0, 0, 0, 0x80);
            assertThat(read(server, select.withCursor(), 2)).isEqualTo(rows);
        }
    }

    private static List<RowImage> read(MySqlServer server, TableSelect select, int fetchSize) throws SQLException {
        String url = "jdbc:mysql://" + server.host() + ":" + server.port() + "/?sslMode=DISABLED"
                + "&allowPublicKeyRetrieval=true&useCursorFetch=" + (fetchSize > 0);
        List<RowImage> rows = new ArrayList<>();
        try (Connection session = DriverManager.getConnection(url, "root", "")) {
            ConsistentState.prepare(session);
            try (TableCopy copy = new TableCopy(session, select, KeyRange.ALL, fetchSize)) {
                for (Optional<RowImage> row = copy.next(); row.isPresent(); row = copy.next()) {
                    rows.add(row.get());
                }
            }
        }
        return rows;
    }
}
