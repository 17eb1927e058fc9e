// SPDX-License-Identifier: Apache-2.0
package io.duplex.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What makes writing at several sites unsafe is named by validate(), with what to set where. */
class OtherSitesIT {
    private static final Pattern STATEMENT = Pattern.compile("at (server [^:]+:\\d+|site \\d+): (SET [^;.]+)");

    private static MySqlServer target;
    private static MySqlServer other;

    private final Map<String, String> options = new HashMap<>();

    @BeforeAll
    static void start() {
        target = MySqlServer.builder(MySqlVersion.V8_0).serverId(3).start();
        other = MySqlServer.builder(MySqlVersion.V8_0).serverId(4).start();
        for (MySqlServer server : List.of(target, other)) {
            server.execute("CREATE USER writer IDENTIFIED BY 'secret'");
        }
        target.execute("GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES ON *.* TO writer");
    }

    @AfterAll
    static void stop() {
        target.close();
        other.close();
    }

    private List<String> findings(MySqlServer server) {
        options.put("name", "orders-to-b");
        options.put("connector.class", MySqlSinkConnector.class.getName());
        options.put("topics", "shop.stream");
        options.put("database.hostname", server.host());
        options.put("database.port", String.valueOf(server.port()));
        options.put("database.user", "writer");
        options.put("database.password", "secret");
        options.put("site.id", "2");
        List<String> findings = new ArrayList<>();
        for (ConfigValue value : new MySqlSinkConnector().validate(options).configValues()) {
            value.errorMessages().forEach(message -> findings.add(value.name() + ": " + message));
        }
        return findings;
    }

    private static String address(MySqlServer server) {
        return server.host() + ":" + server.port();
    }

    @Test
    void numbersThatMeetAreRefusedAndTheStatementsMendThem() {
        assertThat(findings(target)).isEmpty();
        options.put("site.peers", address(other));

        List<String> findings = findings(target);
        assertThat(findings)
                .singleElement()
                .asString()
                .startsWith("site.risks.accept: ")
                .contains("site 2 has auto_increment_increment=1", "server " + address(other) + " has auto_increment");
        options.put("site.risks.accept", "auto-increment");
        assertThat(findings(target)).isEmpty();

        options.remove("site.risks.accept");
        Matcher statements = STATEMENT.matcher(findings.get(0));
        int executed = 0;
        while (statements.find()) {
            (statements.group(1).equals("site 2") ? target : other).execute(statements.group(2));
            executed++;
        }
        assertThat(executed).isEqualTo(2);
        assertThat(findings(target)).isEmpty();
    }

    @Test
    void aServerOfAnotherSiteThatCannotBeAskedIsNamed() {
        options.put("site.peers", "127.0.0.1:1");

        assertThat(findings(target)).singleElement().asString().startsWith("site.peers: Server 127.0.0.1:1 cannot");
    }

    @Test
    void theTargetItselfIsNoOtherSite() {
        options.put("site.peers", address(target));

        assertThat(findings(target))
                .singleElement()
                .asString()
                .startsWith("site.id: ")
                .contains("server_uuid " + target.serverUuid());
    }

    @Test
    void equalServerNumbersAreRefused() {
        options.put("site.peers", address(other));
        options.put("site.risks.accept", "auto-increment");
        other.execute("SET GLOBAL server_id = 3");
        try {
            assertThat(findings(target))
                    .singleElement()
                    .asString()
                    .startsWith("site.risks.accept: ")
                    .contains("server_id 3", "site.risks.accept=server-id");
        } finally {
            other.execute("SET GLOBAL server_id = 4");
        }
    }

    @Test
    void aServerThatIsReadOnlyIsRefusedUnlessTheUserIsExempt() {
        target.execute("SET GLOBAL read_only = ON");
        try {
            assertThat(findings(target))
                    .singleElement()
                    .asString()
                    .startsWith("database.hostname: ")
                    .contains("SET GLOBAL read_only=OFF", "GRANT CONNECTION_ADMIN ON *.* TO 'writer'");
            target.execute("GRANT CONNECTION_ADMIN ON *.* TO writer");
            assertThat(findings(target)).isEmpty();
            target.execute("SET GLOBAL super_read_only = ON");
            assertThat(findings(target)).singleElement().asString().contains("SET GLOBAL super_read_only=OFF");
        } finally {
            target.execute(
                    "SET GLOBAL super_read_only = OFF",
                    "SET GLOBAL read_only = OFF",
                    "REVOKE CONNECTION_ADMIN ON *.* FROM writer");
        }
    }

    @Test
    void aFilterOfTheBinlogIsSeenByUsersWhoMay() {
        try (MySqlServer filtered = MySqlServer.builder(MySqlVersion.V5_7)
                .option("--binlog-do-db=app")
                .start()) {
            filtered.execute(
                    "CREATE USER writer IDENTIFIED BY 'secret'",
                    "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, ALTER, DROP, INDEX, REFERENCES,"
                            + " REPLICATION CLIENT ON *.* TO writer");

            assertThat(findings(filtered))
                    .singleElement()
                    .asString()
                    .startsWith("metadata.database: ")
                    .contains("binlog-do-db=app", "add binlog-do-db=duplex and");
        }
    }
}
