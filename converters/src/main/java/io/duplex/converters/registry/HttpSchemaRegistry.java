// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's REST API. Each request goes to the URL that answered last; when it fails in a way that may pass the other URLs are
 * asked, then all again after a wait.
 */
public final class HttpSchemaRegistry implements SchemaRegistry {

    private static final Logger LOG = LoggerFactory.getLogger(HttpSchemaRegistry.class);
    private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
    private static final String ACCEPT = CONTENT_TYPE + ", application/json; q=0.5";

    private final ObjectMapper json = new ObjectMapper();
    private final AtomicInteger preferred = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final RegistryOptions options;
    private final HttpClient client;
    private final Optional<AccessTokens> tokens;

    public HttpSchemaRegistry(RegistryOptions options) {
        this.options = options;
        HttpClient.Builder builder = client(options);
        options.proxy().map(ProxySelector::of).ifPresent(builder::proxy);
        this.client = builder.build();
        // The proxy is the registry's; others are the JVM's.
        this.tokens = options.tokens()
                .map(server -> new AccessTokens(
                        server, client(options).build(), options.timing().readTimeout(), Clock.systemUTC()));
    }

    private static HttpClient.Builder client(RegistryOptions options) {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(options.timing().connectTimeout());
        options.tls().context().ifPresent(builder::sslContext);
        options.tls().parameters().ifPresent(builder::sslParameters);
        return builder;
    }

    @Override
    public int register(String subject, String schema, boolean normalize) {
        JsonNode answer = call(new Call(
                "register a schema under subject " + subject,
                "/subjects/" + Endpoint.encode(subject) + "/versions" + query(normalize),
                Optional.of(body(schema))));
        SchemaRules.ON_WRITE.refuse(answer, "subject " + subject);
        return id(answer);
    }

    @Override
    public int lookup(String subject, String schema, boolean normalize) {
        JsonNode answer = call(new Call(
                "find a schema under subject " + subject,
                "/subjects/" + Endpoint.encode(subject) + query(normalize),
                Optional.of(body(schema))));
        SchemaRules.ON_WRITE.refuse(answer, "subject " + subject);
        return id(answer);
    }

    @Override
    public RegisteredSchema schema(SchemaKey key) {
        return resolve(key, SchemaRules.ON_READ);
    }

    @Override
    public RegisteredSchema schemaToWrite(int id) {
        return resolve(SchemaKey.ofId(id, 0), SchemaRules.ON_WRITE);
    }

    private RegisteredSchema resolve(SchemaKey key, SchemaRules rules) {
        String schema = "schema with " + key;
        String path = key.guid() == null ? "/schemas/ids/" + key.id() : "/schemas/guids/" + key.guid();
        JsonNode answer = call(new Call("read the " + schema, path, Optional.empty()));
        rules.refuse(answer, schema);
        return resolve(key.id(), schema, answer);
    }

    @Override
    public RegisteredSchema latest(String subject) {
        JsonNode answer = version(subject, "latest");
        String schema = "latest version of subject " + subject;
        SchemaRules.ON_WRITE.refuse(answer, schema);
        return resolve(id(answer), schema, answer);
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private JsonNode version(String subject, String version) {
        return call(new Call(
                "read version " + version + " of subject " + subject,
                "/subjects/" + Endpoint.encode(subject) + "/versions/" + version,
                Optional.empty()));
    }

    private RegisteredSchema resolve(int id, String schema, JsonNode answer) {
        String type = answer.path("schemaType").asText("AVRO");
        if (!"AVRO".equals(type)) {
            throw new DataException("The " + schema + " is of type " + type
                    + ", not AVRO. Use the converter that the record was written with.");
        }
        Map<String, String> references = new LinkedHashMap<>();
        collectReferences(answer, references);
        return new RegisteredSchema(id, text(answer, "schema"), new ArrayList<>(references.values()));
    }

    /** Depth first, so that each text comes after those it needs. */
    private void collectReferences(JsonNode answer, Map<String, String> found) {
        for (JsonNode reference : answer.path("references")) {
            String subject = text(reference, "subject");
            String version = text(reference, "version");
            if (!found.containsKey(subject + ' ' + version)) {
                JsonNode referred = version(subject, version);
                collectReferences(referred, found);
                found.put(subject + ' ' + version, text(referred, "schema"));
            }
        }
    }

    private static int id(JsonNode answer) {
        return Integer.parseInt(text(answer, "id"));
    }

    private static String text(JsonNode answer, String field) {
        if (!answer.hasNonNull(field)) {
            throw new DataException("The schema registry's answer has no field " + field + ": " + answer + ". Check "
                    + RegistryOptions.URL + ".");
        }
        return answer.get(field).asText();
    }

    private String body(String schema) {
        return json.createObjectNode().put("schema", schema).toString();
    }

    private static String query(boolean normalize) {
        return normalize ? "?normalize=true" : "";
    }

    private JsonNode call(Call call) {
        Timing timing = options.timing();
        List<String> failures = new ArrayList<>();
        for (int round = 0; round <= timing.retries(); round++) {
            if (round > 0) {
                awaitRound(round, call);
            }
            failures.clear();
            Optional<JsonNode> answer = askEach(call, failures);
            if (answer.isPresent()) {
                return answer.get();
            }
            LOG.debug("Cannot {}, round={} failures={}", call.request(), round, failures);
        }
        throw new RetriableException("Cannot " + call.request() + ": no schema registry answered after "
                + (timing.retries() + 1) + " tries (" + RegistryOptions.RETRIES + "=" + timing.retries() + "): "
                + String.join("; ", failures));
    }

    private Optional<JsonNode> askEach(Call call, List<String> failures) {
        List<Endpoint> endpoints = options.endpoints();
        int first = preferred.get();
        for (int i = 0; i < endpoints.size(); i++) {
            int index = (first + i) % endpoints.size();
            Endpoint endpoint = endpoints.get(index);
            try {
                HttpResponse<String> response = send(call, endpoint);
                if (response.statusCode() / 100 == 2) {
                    preferred.set(index);
                    return Optional.of(parse(response.body(), call, endpoint));
                }
                Refusal refusal = Refusal.of(response.statusCode(), response.body(), json);
                if (!refusal.mayPass()) {
                    throw refusal.exception(call.request(), endpoint);
                }
                failures.add(endpoint + " answered " + refusal);
            } catch (IOException e) {
                failures.add(endpoint + ": " + e.getClass().getSimpleName() + " " + e.getMessage());
            } catch (InterruptedException e) {
                throw interrupted(call, e);
            }
        }
        return Optional.empty();
    }

    private HttpResponse<String> send(Call call, Endpoint endpoint) throws IOException, InterruptedException {
        if (tokens.isEmpty()) {
            return send(call, endpoint, endpoint.authorization());
        }
        String header = tokens.get().header();
        HttpResponse<String> response = send(call, endpoint, Optional.of(header));
        if (response.statusCode() != Refusal.UNAUTHORIZED) {
            return response;
        }
        // Withdrawn before its time, perhaps.
        return send(call, endpoint, Optional.of(tokens.get().instead(header)));
    }

    private HttpResponse<String> send(Call call, Endpoint endpoint, Optional<String> authorization)
            throws IOException, InterruptedException {
        return client.send(request(call, endpoint, authorization), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private HttpRequest request(Call call, Endpoint endpoint, Optional<String> authorization) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(endpoint.resolve(call.path()))
                .timeout(options.timing().readTimeout())
                .header("Accept", ACCEPT);
        options.headers().forEach(builder::setHeader);
        authorization.ifPresent(value -> builder.setHeader("Authorization", value));
        call.body()
                .ifPresent(body -> builder.header("Content-Type", CONTENT_TYPE).POST(BodyPublishers.ofString(body)));
        return builder.build();
    }

    private JsonNode parse(String body, Call call, Endpoint endpoint) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            throw new DataException(
                    "Cannot " + call.request() + ": " + endpoint + " did not answer with JSON. Check "
                            + RegistryOptions.URL,
                    e);
        }
    }

    private void awaitRound(int round, Call call) {
        try {
            if (closed.await(options.timing().beforeRound(round).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ConnectException("Cannot " + call.request() + ": the converter was closed");
            }
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        }
    }

    private static ConnectException interrupted(Call call, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ConnectException("Cannot " + call.request() + ": the thread was interrupted", e);
    }

    /** What is asked, in words for messages, and how: GET without a body, POST with one. */
    private record Call(String request, String path, Optional<String> body) {}
}
