// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.Eventually;
import io.duplex.testkit.fault.TcpProxy;
import io.duplex.testkit.kafka.TopicRecord;
import io.duplex.testkit.mysql.MySqlServer;
import io.duplex.testkit.mysql.MySqlVersion;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Does what a page says, from top to bottom: starts its servers, executes its SQL where it says, posts its connectors,
 * and waits until each result is what the page shows. Connectors reach a server through a network that can be cut.
 */
final class FollowedTutorial implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FROM_THE_SERVER = Pattern.compile("<(\\w+) of (mysql-[\\w-]+)>");
    private static final Pattern NATIVE = Pattern.compile("SOURCE_HOST *= *'(mysql-[\\w-]+)', *SOURCE_PORT *= *3306");
    private static final Pattern CONSUMED = Pattern.compile("kafka-console-consumer.* --topic (\\S+)");
    private static final Pattern STOPPED = Pattern.compile("docker stop (mysql-[\\w-]+)");
    private static final String ANYTHING = "...";

    private final TutorialPage page;
    private final Replication replication = Replication.shared();
    private final Map<String, MySqlServer> servers = new LinkedHashMap<>();
    private final Map<String, TcpProxy> networks = new LinkedHashMap<>();
    private final Map<String, String> told = new HashMap<>();
    private final Deque<String> connectors = new ArrayDeque<>();

    private FollowedTutorial(TutorialPage page) {
        this.page = page;
    }

    static FollowedTutorial start(TutorialPage page) {
        FollowedTutorial followed = new FollowedTutorial(page);
        boolean started = false;
        try {
            page.servers().forEach(followed::startServer);
            started = true;
            return followed;
        } finally {
            if (!started) {
                followed.close();
            }
        }
    }

    private void startServer(String host, TutorialPage.Server described) {
        MySqlVersion version = MySqlVersion.valueOf("V" + described.version().replace('.', '_'));
        Versions.assumeAvailable(version);
        MySqlServer server = MySqlServer.builder(version)
                .option(described.options().toArray(String[]::new))
                .start();
        servers.put(host, server);
        networks.put(host, TcpProxy.to(server.port()));
    }

    MySqlServer server(String host) {
        return Optional.ofNullable(servers.get(host))
                .orElseThrow(() -> new IllegalStateException(page.name() + " describes no server " + host));
    }

    TcpProxy network(String host) {
        return Optional.ofNullable(networks.get(host)).orElseThrow();
    }

    /** Follows the page to its end. */
    void follow() throws Exception {
        List<TutorialPage.Block> blocks = page.blocks();
        for (int i = 0; i < blocks.size(); i++) {
            TutorialPage.Block block = blocks.get(i);
            Optional<TutorialPage.Block> next =
                    i + 1 < blocks.size() ? Optional.of(blocks.get(i + 1)) : Optional.empty();
            switch (block.language()) {
                case "sql" -> execute(block, next.filter(following -> following.is("text")));
                case "json" -> {
                    JsonNode json = JSON.readTree(block.text());
                    if (json.has("config")) {
                        post(json);
                    }
                }
                case "bash" -> {
                    Matcher consumed = CONSUMED.matcher(block.text());
                    if (consumed.find() && next.isPresent()) {
                        awaitRecord(consumed.group(1), JSON.readTree(next.get().text()));
                    }
                    Matcher stopped = STOPPED.matcher(block.text());
                    if (stopped.find()) {
                        server(stopped.group(1)).stop();
                    }
                }
                default -> {
                    // Results, and what is only shown.
                }
            }
        }
    }

    private void execute(TutorialPage.Block block, Optional<TutorialPage.Block> result) throws SQLException {
        MySqlServer server = server(block.host());
        List<String> statements = block.statements();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            // What is shown may take a while to be so.
            for (String sql : statements.subList(0, statements.size() - (result.isPresent() ? 1 : 0))) {
                statement.execute(natively(sql));
            }
        }
        String last = statements.get(statements.size() - 1);
        Matcher variable = Pattern.compile("SELECT @@(?:GLOBAL\\.)?(\\w+)").matcher(last);
        if (variable.matches()) {
            told.put(
                    variable.group(1) + " of " + block.host(),
                    server.value(last).replace("\n", ""));
        }
        result.ifPresent(shown -> Eventually.passes(
                page.name() + ": " + last + " at " + block.host(),
                LIMIT,
                () -> assertThat(ClientTable.of(server, last)).matches(expected(shown.text()))));
    }

    private static Pattern expected(String shown) {
        return Pattern.compile(Pattern.quote(shown).replace(ANYTHING, "\\E.*\\Q"));
    }

    /** With the addresses that the servers have in the test. */
    private String natively(String sql) {
        return NATIVE.matcher(sql)
                .replaceAll(match -> "SOURCE_HOST='127.0.0.1', SOURCE_PORT="
                        + server(match.group(1)).port());
    }

    private void post(JsonNode connector) {
        Map<String, String> config = new LinkedHashMap<>();
        connector.path("config").properties().forEach(option -> config.put(option.getKey(), value(option.getValue())));
        String host = config.get("database.hostname");
        config.put("database.hostname", "127.0.0.1");
        config.put("database.port", String.valueOf(network(String.valueOf(host)).port()));
        config.computeIfPresent("database.hostnames", (option, hosts) -> addresses(hosts));
        config.computeIfPresent("site.peers", (option, hosts) -> addresses(hosts));
        config.computeIfPresent(
                "schema.history.internal.kafka.bootstrap.servers",
                (option, brokers) -> replication.broker().bootstrapServers());
        String name = connector.path("name").asText();
        connectors.push(name);
        replication.rest().start(name, config);
    }

    private String value(JsonNode option) {
        return FROM_THE_SERVER
                .matcher(option.asText())
                .replaceAll(match -> Optional.ofNullable(told.get(match.group(1) + " of " + match.group(2)))
                        .orElseThrow(
                                () -> new IllegalStateException(page.name() + " does not ask for " + match.group())));
    }

    private String addresses(String hosts) {
        return Pattern.compile("(mysql-[\\w-]+)(:3306)?")
                .matcher(hosts)
                .replaceAll(match -> "127.0.0.1:" + network(match.group(1)).port());
    }

    /** Waits until one record of the topic is as shown, where that does not say "...". */
    private void awaitRecord(String topic, JsonNode shown) {
        Eventually.passes(page.name() + ": topic " + topic, LIMIT, () -> {
            List<JsonNode> values = replication.broker().records().dump(topic).stream()
                    .map(TopicRecord::value)
                    .flatMap(Optional::stream)
                    .map(FollowedTutorial::parse)
                    .toList();
            assertThat(values).as(topic).anyMatch(value -> alike(shown, value));
        });
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(text, e);
        }
    }

    private static boolean alike(JsonNode shown, JsonNode value) {
        if (shown.asText().equals(ANYTHING)) {
            return true;
        }
        if (!shown.isObject()) {
            return shown.equals(value);
        }
        if (shown.size() != value.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : shown.properties()) {
            if (!value.has(field.getKey()) || !alike(field.getValue(), value.get(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    /** Fails when one of the page's connectors has. */
    void requireRunning() {
        connectors.forEach(name -> replication.rest().awaitRunning(name, LIMIT));
    }

    @Override
    public void close() {
        while (!connectors.isEmpty()) {
            replication.rest().delete(connectors.pop());
        }
        replication.close();
        networks.values().forEach(TcpProxy::close);
        servers.values().forEach(MySqlServer::close);
    }
}
