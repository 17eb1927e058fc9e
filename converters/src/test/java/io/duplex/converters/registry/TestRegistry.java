// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;

/**
 * The registry's REST API in memory, over real HTTP, with answers that can be made to fail. Under {@code /relocated} the same schemas
 * are seen with the names that a relocated copy of Confluent's classes uses.
 */
public final class TestRegistry implements AutoCloseable {

    private static final String PLAIN = "io.confluent.connect.avro";
    private static final String RELOCATED = "org.apache.pulsar.kafka.shade." + PLAIN;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> texts = new ArrayList<>();
    private final Map<Integer, String> references = new TreeMap<>();
    private final Map<Integer, String> rules = new TreeMap<>();
    private final Map<String, List<Integer>> subjects = new TreeMap<>();
    private final Queue<Answer> faults = new ConcurrentLinkedQueue<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private TestRegistry(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public static TestRegistry start() throws IOException {
        return new TestRegistry(TestHttp.plain());
    }

    public static TestRegistry startWithTls(SSLContext context, boolean needClientCertificate) throws IOException {
        return new TestRegistry(TestHttp.withTls(context, needClientCertificate));
    }

    public String url() {
        return TestHttp.url(server);
    }

    public String relocatedUrl() {
        return url() + "/relocated";
    }

    /** The next request gets this answer instead of its own. */
    public void failNext(int status, int errorCode, String message) {
        faults.add(new Answer(
                status, "{\"error_code\":" + errorCode + ",\"message\":\"" + message + "\"}", Duration.ZERO));
    }

    void failNextRaw(int status, String body) {
        faults.add(new Answer(status, body, Duration.ZERO));
    }

    void delayNext(Duration delay) {
        faults.add(new Answer(503, "{}", delay));
    }

    public List<Request> requests() {
        return requests;
    }

    /** What newer registries give out besides the id. */
    public static UUID guid(int id) {
        return new UUID(0, id);
    }

    public synchronized String text(int id) {
        return texts.get(id - 1);
    }

    public synchronized int add(String subject, String text) {
        int id = texts.indexOf(text) + 1;
        if (id == 0) {
            texts.add(text);
            id = texts.size();
        }
        List<Integer> versions = subjects.computeIfAbsent(subject, name -> new ArrayList<>());
        if (!versions.contains(id)) {
            versions.add(id);
        }
        return id;
    }

    /** The references as the registry's JSON array. */
    synchronized void refer(int id, String referencesJson) {
        references.put(id, referencesJson);
    }

    /** The rules of a data contract as the registry's JSON object. */
    public synchronized void rule(int id, String ruleSetJson) {
        rules.put(id, ruleSetJson);
    }

    public synchronized List<String> subjects() {
        return List.copyOf(subjects.keySet());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                exchange.getRequestMethod(), exchange.getRequestURI().toString(), body, exchange.getRequestHeaders()));
        Answer fault = faults.poll();
        Answer answer = fault == null ? answer(exchange, body) : fault;
        if (!answer.delay().isZero()) {
            LockSupport.parkNanos(answer.delay().toNanos());
        }
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private synchronized Answer answer(HttpExchange exchange, String body) {
        String path = exchange.getRequestURI().getRawPath();
        boolean relocated = path.startsWith("/relocated");
        String[] parts = path.replace("/relocated", "").substring(1).split("/", -1);
        try {
            if (parts[0].equals("schemas")) {
                int id = parts[1].equals("guids")
                        ? (int) UUID.fromString(parts[2]).getLeastSignificantBits()
                        : Integer.parseInt(parts[2]);
                return schema(id, json.createObjectNode(), relocated);
            }
            String subject = URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            if (exchange.getRequestMethod().equals("POST")) {
                JsonNode posted = json.readTree(body);
                String text = posted.get("schema").asText().replace(RELOCATED, PLAIN);
                return parts.length == 3 ? id(add(subject, text)) : lookup(subject, text);
            }
            List<Integer> versions = subjects.getOrDefault(subject, List.of());
            if (versions.isEmpty()) {
                return error(404, 40401, "Subject '" + subject + "' not found.");
            }
            int version = parts[3].equals("latest") ? versions.size() : Integer.parseInt(parts[3]);
            int id = versions.get(version - 1);
            return schema(
                    id,
                    json.createObjectNode()
                            .put("subject", subject)
                            .put("id", id)
                            .put("version", version),
                    relocated);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Answer schema(int id, ObjectNode answer, boolean relocated) throws IOException {
        if (id < 1 || id > texts.size()) {
            return error(404, 40403, "Schema " + id + " not found");
        }
        String text = texts.get(id - 1);
        answer.put("schema", relocated ? text.replace(PLAIN, RELOCATED) : text);
        if (references.containsKey(id)) {
            answer.set("references", json.readTree(references.get(id)));
        }
        if (rules.containsKey(id)) {
            answer.set("ruleSet", json.readTree(rules.get(id)));
        }
        return new Answer(200, answer.toString(), Duration.ZERO);
    }

    private Answer lookup(String subject, String text) {
        int id = texts.indexOf(text) + 1;
        List<Integer> versions = subjects.getOrDefault(subject, List.of());
        if (!versions.contains(id)) {
            return error(404, versions.isEmpty() ? 40401 : 40403, "Schema not found");
        }
        return new Answer(
                200,
                json.createObjectNode()
                        .put("subject", subject)
                        .put("id", id)
                        .put("version", versions.indexOf(id) + 1)
                        .put("schema", text)
                        .toString(),
                Duration.ZERO);
    }

    private Answer id(int id) {
        return new Answer(200, json.createObjectNode().put("id", id).toString(), Duration.ZERO);
    }

    private Answer error(int status, int code, String message) {
        return new Answer(
                status,
                json.createObjectNode()
                        .put("error_code", code)
                        .put("message", message)
                        .toString(),
                Duration.ZERO);
    }

    /** What a client has sent. */
    public record Request(String method, String path, String body, Headers headers) {
        public String authorization() {
            return header("Authorization");
        }

        /** The text "null" where there is none. */
        public String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }
    }

    private record Answer(int status, String body, Duration delay) {}
}
