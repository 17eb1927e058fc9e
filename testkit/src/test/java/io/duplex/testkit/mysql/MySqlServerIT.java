// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MySqlServerIT {
    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void serverRunsWithGtidsAndSurvivesKillAndRestart(MySqlVersion version) {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.builder(version).durable().start()) {
            assertThat(server.value("SELECT VERSION()")).startsWith(version.line());
            assertThat(server.gtidExecuted()).isEmpty();
            assertThat(server.value("SELECT @@GLOBAL.binlog_format")).isEqualTo("ROW");
            assertThat(server.value("SELECT @@GLOBAL.binlog_row_image")).isEqualTo("FULL");
            server.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY, v VARCHAR(20))");
            server.transaction("INSERT INTO app.t VALUES (1, 'ä')", "INSERT INTO app.t VALUES (2, NULL)");
            int port = server.port();

            server.kill9();
            server.restart();

            assertThat(server.port()).isEqualTo(port);
            assertThat(server.rows("SELECT id, v FROM app.t ORDER BY id").toString())
                    .isEqualTo("[[1, ä], [2, NULL]]");
            assertThat(server.gtidExecuted()).isEqualTo(server.serverUuid() + ":1-3");
        }
    }

    @Test
    void twoServersOfOneVersionAreDifferentServers() {
        try (MySqlServer a = MySqlServer.start(MySqlVersion.V8_0);
                MySqlServer b = MySqlServer.start(MySqlVersion.V8_0)) {
            assertThat(a.serverUuid()).isNotEqualTo(b.serverUuid());
            assertThat(a.number("SELECT @@GLOBAL.server_id")).isNotEqualTo(b.number("SELECT @@GLOBAL.server_id"));
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aServerThatWasClosedComesBackAsNew(MySqlVersion version) throws SQLException {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        int port;
        Connection left;
        try (MySqlServer used = MySqlServer.start(version)) {
            port = used.port();
            used.execute(
                    "CREATE DATABASE `a``b`",
                    "CREATE TABLE `a``b`.p (id INT PRIMARY KEY)",
                    "CREATE DATABASE z",
                    "CREATE TABLE z.c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES `a``b`.p (id))",
                    "CREATE USER 'o''user'@'%' IDENTIFIED BY 'x'",
                    "GRANT ALL ON z.* TO 'o''user'@'%'",
                    "SET GLOBAL sql_mode = 'ANSI'",
                    "SET GLOBAL max_allowed_packet = 2097152",
                    "SET GLOBAL super_read_only = ON");
            left = used.connect();
            left.setAutoCommit(false);
            left.createStatement().executeQuery("SELECT * FROM z.c");
        }
        try (MySqlServer again = MySqlServer.start(version)) {
            assertThat(again.port()).as("the same server").isEqualTo(port);
            assertThat(again.gtidExecuted()).isEmpty();
            assertThat(again.rows("SHOW DATABASES").toString()).doesNotContain("z", "a`b");
            assertThat(again.number("SELECT COUNT(*) FROM mysql.user WHERE user LIKE '%user'"))
                    .isZero();
            assertThat(again.value("SELECT @@GLOBAL.sql_mode")).contains("STRICT_TRANS_TABLES");
            assertThat(again.number("SELECT @@GLOBAL.max_allowed_packet")).isGreaterThan(2097152);
            assertThat(left.isValid(5)).isFalse();
            again.execute("CREATE DATABASE app");
            assertThat(again.gtidExecuted()).isEqualTo(again.serverUuid() + ":1");
        }
    }

    @Test
    void aServerThatCannotBeMadeAsNewIsNotHandedOutAgain() throws SQLException {
        int port;
        try (MySqlServer used = MySqlServer.start(MySqlVersion.V8_0)) {
            port = used.port();
            used.execute("CREATE DATABASE app", "CREATE TABLE app.t (id INT PRIMARY KEY)");
            try (Connection branch = used.connect();
                    Statement statement = branch.createStatement()) {
                statement.execute("XA START 'left'");
                statement.execute("INSERT INTO app.t VALUES (1)");
                statement.execute("XA END 'left'");
                statement.execute("XA PREPARE 'left'");
            }
        }
        try (MySqlServer other = MySqlServer.start(MySqlVersion.V8_0)) {
            assertThat(other.port()).isNotEqualTo(port);
        }
    }

    @Test
    void optionsOfTheTestWinOverTheDefaults() {
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V5_7)
                .serverId(77)
                .option("--default-time-zone=+02:00", "--binlog-row-image=MINIMAL")
                .start()) {
            assertThat(server.value("SELECT @@GLOBAL.time_zone")).isEqualTo("+02:00");
            assertThat(server.value("SELECT @@GLOBAL.binlog_row_image")).isEqualTo("MINIMAL");
            assertThat(server.number("SELECT @@GLOBAL.server_id")).isEqualTo(77);
        }
    }

    @Test
    void failedStatementNamesServerAndStatement() {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V5_7)) {
            assertThatThrownBy(() -> server.execute("INSERT INTO nowhere.t VALUES (1)"))
                    .isInstanceOf(MySqlServer.SqlFailure.class)
                    .hasMessageContaining("MySQL 5.7")
                    .hasMessageContaining("INSERT INTO nowhere.t")
                    .hasCauseInstanceOf(SQLException.class);
        }
    }

    @Test
    void serverThatCannotStartShowsItsLog() {
        MySqlServerBuilder builder = MySqlServer.builder(MySqlVersion.V5_7).option("--no-such-option");

        assertThatThrownBy(builder::start).hasMessageContaining("no-such-option");
    }
}
