// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens of an OAuth 2.0 server for a client's id and secret (RFC 6749, section 4.4). Each is used until shortly before it expires, or
 * the registry refuses it. Thread-safe.
 */
final class AccessTokens {

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);
    /** RFC 6750, section 2.1; others could not be sent, and an error about them would show the token. */
    private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    /** Longer lives count as this one. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private final ObjectMapper json = new ObjectMapper();
    private final TokenServer server;
    private final HttpClient client;
    private final Duration timeout;
    private final InstantSource clock;
    private @Nullable Token token;

    private record Token(String header, Instant renewal, Instant expiry) {}

    /** @param timeout for one answer */
    AccessTokens(TokenServer server, HttpClient client, Duration timeout, InstantSource clock) {
        this.server = server;
        this.client = client;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * Returns the Authorization header for the next request.
     *
     * @throws IOException when the server gives no token for a reason that may pass
     * @throws ConfigException when it refuses the client
     */
    synchronized String header() throws IOException, InterruptedException {
        Token last = token;
        Instant now = clock.instant();
        if (last == null || !now.isBefore(last.renewal())) {
            try {
                last = ask();
            } catch (IOException e) {
                if (last == null || !now.isBefore(last.expiry())) {
                    throw e;
                }
                LOG.warn("The last token is used on until {}: {}", last.expiry(), e.getMessage());
            }
            token = last;
        }
        return last.header();
    }

    /** Returns the header to send instead of one that the registry has refused; throws as {@link #header} does. */
    synchronized String instead(String refused) throws IOException, InterruptedException {
        if (token != null && token.header().equals(refused)) {
            token = null;
        }
        return header();
    }

    private Token ask() throws IOException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = client.send(request(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IOException(
                    "no token from " + server + ": " + e.getClass().getSimpleName() + " " + e.getMessage(), e);
        }
        int status = response.statusCode();
        JsonNode answer = parse(response.body());
        if (status / 100 == 2) {
            return token(answer);
        }
        Refusal refusal = new Refusal(status, status, reason(answer));
        if (refusal.mayPass()) {
            throw new IOException("no token from " + server + ": it answered " + refusal);
        }
        throw new ConfigException("Cannot get a token for the schema registry: " + server + " answered " + refusal
                + ". Check " + BearerTokens.TOKEN_URL + ", "
                + BearerTokens.CLIENT_ID + ", " + BearerTokens.CLIENT_SECRET + " and " + BearerTokens.SCOPE
                + ", or what the login module has of them.");
    }

    private HttpRequest request() {
        String form = "grant_type=client_credentials"
                + (server.scope().isBlank()
                        ? ""
                        : "&scope=" + URLEncoder.encode(server.scope().trim(), StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(server.url())
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("Cache-Control", "no-cache")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Authorization", Credentials.basic(server.clientId() + ":" + server.clientSecret()))
                .POST(BodyPublishers.ofString(form))
                .build();
    }

    private JsonNode parse(String body) {
        try {
            return json.readTree(body);
        } catch (JsonProcessingException e) {
            // What it says may be anything, a token as well.
            return json.createObjectNode();
        }
    }

    /** RFC 6749, section 5.2. */
    private static String reason(JsonNode answer) {
        return (answer.path("error").asText() + " "
                        + answer.path("error_description").asText())
                .trim();
    }

    private Token token(JsonNode answer) {
        String text = answer.path("access_token").asText();
        if (!SENDABLE.matcher(text).matches()) {
            throw new ConfigException("Cannot get a token for the schema registry: " + server
                    + " answered without a usable access_token. Check " + BearerTokens.TOKEN_URL + ".");
        }
        Instant now = clock.instant();
        long seconds = epochSecond(text)
                .map(expiry -> expiry - now.getEpochSecond())
                .or(() -> Optional.of(answer.path("expires_in"))
                        .filter(JsonNode::isNumber)
                        .map(JsonNode::asLong))
                .orElse(LONGEST.toSeconds());
        Duration left = Duration.ofSeconds(Math.min(seconds, LONGEST.toSeconds()));
        if (left.isNegative() || left.isZero()) {
            LOG.warn("A token of {} expired {} s before it came: are the clocks right?", server, -seconds);
        }
        return new Token("Bearer " + text, now.plus(before(left)), now.plus(left));
    }

    /** When the next token is asked for: the server may be away then, so that not all of the time is used. */
    private Duration before(Duration left) {
        Duration most = left.multipliedBy(4).dividedBy(5);
        Duration buffered = left.minus(server.buffer());
        return buffered.isNegative() || buffered.isZero() || buffered.compareTo(most) > 0 ? most : buffered;
    }

    /** What the token says itself of its end, if it is a JSON Web Token (RFC 7519, section 4.1.4). */
    private Optional<Long> epochSecond(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            JsonNode expiry =
                    json.readTree(Base64.getUrlDecoder().decode(parts[1])).path("exp");
            return expiry.isNumber() ? Optional.of(expiry.asLong()) : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            // Another kind of token that has dots.
            return Optional.empty();
        }
    }
}
