// SPDX-License-Identifier: Apache-2.0
package io.duplex.testkit.connect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.duplex.testkit.Eventually;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The REST interface of a Connect cluster; calls wait while a rebalance goes on or the asked worker is just gone. */
public final class ConnectRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration ONE_CALL = Duration.ofSeconds(30);

    private final Supplier<URI> worker;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    ConnectRest(Supplier<URI> worker) {
        this.worker = worker;
    }

    /** Creates the connector or changes its configuration. */
    public void put(String connector, Map<String, String> configuration) {
        call("PUT", "/connectors/" + connector + "/config", Optional.of(configuration));
    }

    /** Creates the connector and waits until it and at least one task run. */
    public void start(String connector, Map<String, String> configuration) {
        put(connector, configuration);
        awaitRunning(connector, Duration.ofMinutes(2));
    }

    /** Creates the connector without starting it, so that its offsets can be set before. */
    public void createStopped(String connector, Map<String, String> configuration) {
        call(
                "POST",
                "/connectors",
                Optional.of(Map.of("name", connector, "config", configuration, "initial_state", "STOPPED")));
        awaitStopped(connector);
    }

    /** The errors of a configuration by option; empty when it is accepted. */
    public Map<String, List<String>> validate(Map<String, String> configuration) {
        String type = Optional.ofNullable(configuration.get("connector.class"))
                .orElseThrow(() -> new IllegalArgumentException("connector.class is missing"));
        String path = "/connector-plugins/" + type.substring(type.lastIndexOf('.') + 1) + "/config/validate";
        Map<String, List<String>> errors = new TreeMap<>();
        for (JsonNode config : call("PUT", path, Optional.of(configuration)).path("configs")) {
            List<String> texts = new ArrayList<>();
            config.at("/value/errors").forEach(error -> texts.add(error.asText()));
            if (!texts.isEmpty()) {
                errors.put(config.at("/value/name").asText(), texts);
            }
        }
        return errors;
    }

    public ConnectorStatus status(String connector) {
        return ConnectorStatus.of(call("GET", "/connectors/" + connector + "/status", Optional.empty()));
    }

    /** Waits until the connector and at least one task run; fails at once, with the trace, when something failed. */
    public ConnectorStatus awaitRunning(String connector, Duration limit) {
        return Eventually.get(connector + " runs", limit, () -> {
            ConnectorStatus status = status(connector);
            if (!status.failure().isEmpty()) {
                throw new Eventually.GiveUp(connector + " failed: " + status.failure());
            }
            return whenOrSay(status.running(), status);
        });
    }

    /** Waits until the connector or a task has failed and tells its trace. */
    public String awaitFailed(String connector, Duration limit) {
        return Eventually.get(connector + " fails", limit, () -> {
            ConnectorStatus status = status(connector);
            return whenOrSay(!status.failure().isEmpty(), status).map(ConnectorStatus::failure);
        });
    }

    public void pause(String connector) {
        change(connector, "pause", "PAUSED");
    }

    public void resume(String connector) {
        call("PUT", "/connectors/" + connector + "/resume", Optional.empty());
        awaitRunning(connector, PATIENCE);
    }

    /** Stops the connector and removes its tasks; offsets can be altered now. */
    public void stop(String connector) {
        call("PUT", "/connectors/" + connector + "/stop", Optional.empty());
        awaitStopped(connector);
    }

    private void awaitStopped(String connector) {
        Eventually.get(connector + " stops", PATIENCE, () -> {
            ConnectorStatus status = status(connector);
            return whenOrSay(status.all("STOPPED") && status.tasks().isEmpty(), status);
        });
    }

    /** Restarts the connector and all its tasks. */
    public void restart(String connector) {
        call("POST", "/connectors/" + connector + "/restart?includeTasks=true", Optional.empty());
    }

    public void delete(String connector) {
        call("DELETE", "/connectors/" + connector, Optional.empty());
    }

    /** The committed offsets: {@code {"offsets": [{"partition": ..., "offset": ...}]}}. */
    public JsonNode offsets(String connector) {
        return call("GET", "/connectors/" + connector + "/offsets", Optional.empty());
    }

    /** Overwrites offsets of a stopped connector; the body as {@link #offsets(String)} returns it. */
    public void alterOffsets(String connector, JsonNode offsets) {
        call("PATCH", "/connectors/" + connector + "/offsets", Optional.of(offsets));
    }

    /** Forgets the offsets of a stopped connector. */
    public void resetOffsets(String connector) {
        call("DELETE", "/connectors/" + connector + "/offsets", Optional.empty());
    }

    /** The classes of all plugins with their versions, converters and predicates too. */
    public Map<String, String> plugins() {
        Map<String, String> versions = new TreeMap<>();
        for (JsonNode plugin : call("GET", "/connector-plugins?connectorsOnly=false", Optional.empty())) {
            versions.put(plugin.path("class").asText(), plugin.path("version").asText());
        }
        return versions;
    }

    public List<String> connectors() {
        List<String> names = new ArrayList<>();
        call("GET", "/connectors", Optional.empty()).forEach(name -> names.add(name.asText()));
        return names;
    }

    private void change(String connector, String verb, String state) {
        call("PUT", "/connectors/" + connector + "/" + verb, Optional.empty());
        Eventually.get(connector + " is " + state, PATIENCE, () -> {
            ConnectorStatus status = status(connector);
            return whenOrSay(status.all(state), status);
        });
    }

    private static Optional<ConnectorStatus> whenOrSay(boolean reached, ConnectorStatus status) {
        if (reached) {
            return Optional.of(status);
        }
        throw new IllegalStateException(status.toString());
    }

    private JsonNode call(String method, String path, Optional<Object> body) {
        return Eventually.get(method + " " + path, PATIENCE, () -> {
            HttpResponse<String> response = send(method, path, body);
            int code = response.statusCode();
            if (code / 100 == 2) {
                return Optional.of(
                        response.body().isEmpty() ? MissingNode.getInstance() : JSON.readTree(response.body()));
            }
            String message = "HTTP " + code + " for " + method + " " + path + ": " + response.body();
            boolean transientState = code == 409
                    || code == 503
                    || (code == 500 && response.body().contains("timed out"));
            // A connector that was just created is known to the other workers a moment later.
            boolean notYetThere = code == 404 && method.equals("GET");
            throw transientState || notYetThere ? new IllegalStateException(message) : new Eventually.GiveUp(message);
        });
    }

    private HttpResponse<String> send(String method, String path, Optional<Object> body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(worker.get().resolve(path))
                .timeout(ONE_CALL)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.map(value -> BodyPublishers.ofString(json(value))).orElseGet(BodyPublishers::noBody))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Eventually.GiveUp("interrupted", e);
        }
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
