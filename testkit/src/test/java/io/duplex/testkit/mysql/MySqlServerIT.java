// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.SQLException;
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
