// SPDX-License-Identifier: Apache-2.0
package io.duplex.source.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.duplex.protocol.server.ServerAddress;
import io.duplex.source.server.ConnectionOptions.SslMode;
import io.duplex.source.server.ConnectionOptions.Tls;
import io.duplex.source.server.ServerCheck.Purpose;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with a server is said with its remedy before the connector starts. */
class ServerCheckIT {

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void aWellConfiguredServerHasNoFindings(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version)) {
            assertThat(check(server, "root", "")).isEmpty();
            ServerFacts facts = connections(server, "root", "").facts();
            assertThat(facts.uuid()).isEqualTo(server.serverUuid());
            assertThat(facts.binlog()).isPresent();
            assertThat(facts.versionNumber()).isGreaterThan(50_700);
            assertThat(facts.charset()).isEqualTo("utf8mb4");
        }
    }

    @ParameterizedTest
    @EnumSource(MySqlVersion.class)
    void missingPrivilegesAreNamedWithTheirGrant(MySqlVersion version) throws Exception {
        assumeTrue(version.available(), () -> version + ": " + version.unavailableReason());
        try (MySqlServer server = MySqlServer.start(version)) {
            server.execute("CREATE USER poor@'%' IDENTIFIED BY 'secret'");

            List<Finding> findings = check(server, "poor", "secret");

            assertThat(findings).extracting(Finding::option).containsOnly(ConnectionOptions.USER);
            assertThat(findings)
                    .extracting(Finding::message)
                    .anyMatch(text -> text.contains("GRANT REPLICATION SLAVE ON *.* TO 'poor'"))
                    .anyMatch(text -> text.contains("GRANT REPLICATION CLIENT ON *.* TO 'poor'"))
                    .anyMatch(text -> text.contains("GRANT SELECT ON *.* TO 'poor'"))
                    .anyMatch(text -> text.contains("GRANT RELOAD, LOCK TABLES ON *.* TO 'poor'"))
                    .hasSize(4);
            server.execute("GRANT REPLICATION SLAVE, REPLICATION CLIENT, SELECT, RELOAD ON *.* TO poor@'%'");
            assertThat(check(server, "poor", "secret")).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsNamedWithoutSayingIt() throws Exception {
        try (MySqlServer server = MySqlServer.start(MySqlVersion.V8_0)) {
            List<Finding> findings = check(server, "root", "wr0ng");

            assertThat(findings).hasSize(1);
            assertThat(findings.get(0).option()).isEqualTo(ConnectionOptions.PASSWORD);
            assertThat(findings.get(0).message()).contains("'root'").doesNotContain("wr0ng");
        }
    }

    @Test
    void unfitVariablesAreNamedWithTheirRemedy() throws Exception {
        try (MySqlServer server = MySqlServer.builder(MySqlVersion.V8_0)
                .option("--gtid-mode=OFF_PERMISSIVE")
                .option("--binlog-format=MIXED")
                .option("--binlog-row-image=MINIMAL")
                .start()) {
            assertThat(check(server, "root", ""))
                    .extracting(Finding::message)
                    .anyMatch(text -> text.contains("gtid_mode='OFF_PERMISSIVE'")
                            && text.contains("SET GLOBAL gtid_mode=ON_PERMISSIVE; SET GLOBAL gtid_mode=ON"))
                    .anyMatch(text -> text.contains("binlog_format='MIXED'") && text.contains("SET GLOBAL"))
                    .anyMatch(text -> text.contains("binlog_row_image='MINIMAL'"))
                    .hasSize(3);
        }
    }

    @Test
    void aServerThatIsNotThereIsNamed() {
        ServerConnections nowhere = new ServerConnections(options("127.0.0.1", 1, "root", ""));

        assertThat(new ServerCheck(nowhere).check(Purpose.STREAM))
                .singleElement()
                .satisfies(finding -> assertThat(finding.option()).isEqualTo(ConnectionOptions.HOST));
    }

    private static List<Finding> check(MySqlServer server, String user, String password) {
        return new ServerCheck(connections(server, user, password)).check(Purpose.SNAPSHOT_WITH_LOCKS);
    }

    private static ServerConnections connections(MySqlServer server, String user, String password) {
        return new ServerConnections(options(server.host(), server.port(), user, password));
    }

    private static ConnectionOptions options(String host, int port, String user, String password) {
        return new ConnectionOptions(
                List.of(new ServerAddress(host, port)),
                user,
                new Password(password),
                new Tls(SslMode.PREFERRED, Optional.empty(), Optional.empty()),
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                JdbcOptions.defaults());
    }
}
