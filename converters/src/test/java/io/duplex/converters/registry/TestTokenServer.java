// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** Gives out tokens as OAuth 2.0 servers do, over real HTTP, each once, with answers that can be made to fail. */
public final class TestTokenServer implements AutoCloseable {
    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

    private TestTokenServer(HttpServer server) {
        this.server = server;
        server.createContext("/oauth/token", this::handle);
        server.start();
    }

    public static TestTokenServer start() throws IOException {
        return new TestTokenServer(TestHttp.plain());
    }

    static TestTokenServer startWithTls(SSLContext context) throws IOException {
        return new TestTokenServer(TestHttp.withTls(context, false));
    }

    public String url() {
        return TestHttp.url(server) + "/oauth/token";
    }

    public List<Request> requests() {
        return requests;
    }

    /** The next request gets this answer instead of a token for an hour. */
    void answerNext(int status, String body) {
        answers.add(new Answer(status, body));
    }

    /** Returns the token that the request with this number, from 1 on, gets for an hour. */
    String token(int number) {
        return webToken(number, Instant.now().plus(Duration.ofHours(1)));
    }

    /** An unsigned JSON Web Token. */
    static String webToken(int number, Instant expiry) {
        return part("{\"alg\":\"none\"}") + "."
                + part("{\"sub\":\"duplex-" + number + "\",\"scope\":\"registry\",\"iat\":"
                        + (expiry.getEpochSecond() - 3600) + ",\"exp\":" + expiry.getEpochSecond() + "}")
                + ".c2ln";
    }

    private static String part(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                exchange.getRequestMethod(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                exchange.getRequestHeaders().getFirst("Content-Type"),
                form));
        Answer set = answers.poll();
        Answer answer = set == null
                ? new Answer(200, "{\"access_token\":\"" + token(requests.size()) + "\",\"token_type\":\"Bearer\"}")
                : set;
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** What a client has sent. */
    public record Request(String method, String authorization, String contentType, String form) {}

    private record Answer(int status, String body) {}
}
