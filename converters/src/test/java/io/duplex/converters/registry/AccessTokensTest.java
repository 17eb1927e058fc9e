// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.RetriableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a token is asked for, and what the registry gets. */
class AccessTokensTest {
    private static final String TEXT = "{\"type\":\"record\",\"name\":\"a.B\",\"fields\":[]}";

    private final Instant begin = Instant.parse("2030-01-01T00:00:00Z");
    private Instant now = begin;
    private TestTokenServer server;

    @BeforeEach
    void start() throws IOException {
        server = TestTokenServer.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aTokenIsUsedUntilItsBufferBegins() throws Exception {
        AccessTokens tokens = tokens(Duration.ofMinutes(5));
        expiresAfter(3_000);

        String first = tokens.header();
        now = begin.plusSeconds(2_399);
        assertThat(tokens.header()).isEqualTo(first).startsWith("Bearer ");
        now = begin.plusSeconds(2_400);
        expiresAfter(3_000);

        assertThat(tokens.header()).isNotEqualTo(first);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aLongBufferBeginsLateEnoughForTheTokenToBeUsed() throws Exception {
        AccessTokens tokens = tokens(Duration.ofMinutes(5));
        expiresAfter(100);

        tokens.header();
        now = begin.plusSeconds(79);
        tokens.header();
        assertThat(server.requests()).hasSize(1);
        now = begin.plusSeconds(80);
        tokens.header();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aTokenThatDoesNotTellItsEndLastsAsTheServerSaysOrUntilItIsRefused() throws Exception {
        AccessTokens tokens = tokens(Duration.ofSeconds(10));
        server.answerNext(200, "{\"access_token\":\"opaque-1\",\"expires_in\":1000}");
        server.answerNext(200, "{\"access_token\":\"opaque.2.x\"}");
        server.answerNext(200, "{\"access_token\":\"opaque3==\",\"expires_in\":99999999999999}");

        assertThat(tokens.header()).isEqualTo("Bearer opaque-1");
        now = begin.plusSeconds(800);
        assertThat(tokens.header()).isEqualTo("Bearer opaque.2.x");
        now = begin.plus(Duration.ofDays(1_000));
        assertThat(tokens.header()).isEqualTo("Bearer opaque.2.x");

        assertThat(tokens.instead("Bearer opaque.2.x")).isEqualTo("Bearer opaque3==");
        // Another thread has had it refused before.
        assertThat(tokens.instead("Bearer opaque.2.x")).isEqualTo("Bearer opaque3==");
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void aTokenThatIsStillGoodIsUsedWhileTheServerIsAway() throws Exception {
        AccessTokens tokens = tokens(Duration.ofMinutes(5));
        expiresAfter(3_000);
        String first = tokens.header();
        server.answerNext(503, "");
        now = begin.plusSeconds(2_999);
        assertThat(tokens.header()).isEqualTo(first);

        server.answerNext(503, "");
        now = begin.plusSeconds(3_000);
        assertThatThrownBy(tokens::header)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(server.url())
                .hasMessageContaining("503");
        assertThat(tokens.header()).isNotEqualTo(first);
    }

    @Test
    void aServerThatRefusesTheClientIsNamedWithTheOptionsAndWithoutSecrets() {
        AccessTokens tokens = tokens(Duration.ZERO);
        server.answerNext(401, "{\"error\":\"invalid_client\",\"error_description\":\"Client unknown\"}");
        assertThatThrownBy(tokens::header)
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(server.url())
                .hasMessageContaining("invalid_client Client unknown")
                .hasMessageContaining("bearer.auth.client.secret")
                .hasMessageNotContaining("s3cret");
        for (String useless : List.of("{}", "<html>", "", "{\"access_token\":\"two\\nlines\"}")) {
            server.answerNext(200, useless);
            assertThatThrownBy(tokens::header)
                    .as(useless)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("access_token")
                    .hasMessageNotContaining("lines");
        }
    }

    @Test
    void aTokenThatTheRegistryRefusesIsReplacedAtOnce() throws IOException {
        try (TestRegistry registry = TestRegistry.start()) {
            HttpSchemaRegistry client = Registries.http(registry.url(), options());
            assertThat(client.register("s", TEXT, false)).isEqualTo(1);
            registry.failNext(401, 401, "Unauthorized");

            assertThat(client.register("t", TEXT, false)).isEqualTo(1);
            assertThat(server.requests()).hasSize(2);

            registry.failNext(401, 401, "Unauthorized");
            registry.failNext(401, 401, "Unauthorized");
            assertThatThrownBy(() -> client.register("u", TEXT, false))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("bearer.auth.client.id");
        }
    }

    @Test
    void aTokenServerThatIsAwayIsAskedAgain() throws IOException {
        try (TestRegistry registry = TestRegistry.start()) {
            HttpSchemaRegistry client = Registries.http(registry.url(), options());
            server.answerNext(503, "");

            assertThat(client.register("s", TEXT, false)).isEqualTo(1);

            server.close();
            HttpSchemaRegistry other = Registries.http(registry.url(), options());
            assertThatThrownBy(() -> other.register("s", TEXT, false))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining(server.url());
        }
    }

    @Test
    void theTokenServerIsKnownByTheRegistrysTrustStore() throws Exception {
        try (TestRegistry registry = TestRegistry.start();
                TestTokenServer secure = TestTokenServer.startWithTls(TlsStores.serverContext())) {
            assertThatThrownBy(() -> Registries.http(registry.url(), options(secure.url()))
                            .register("s", TEXT, false))
                    .isInstanceOf(RetriableException.class)
                    .hasMessageContaining(secure.url())
                    .hasMessageContaining("SSL");

            HttpSchemaRegistry client = Registries.http(
                    registry.url(),
                    options(
                            secure.url(),
                            "schema.registry.ssl.truststore.type",
                            "PEM",
                            "schema.registry.ssl.truststore.certificates",
                            TlsStores.pemCertificate("server")));
            assertThat(client.register("s", TEXT, false)).isEqualTo(1);
        }
    }

    @Test
    void optionsThatCannotWorkAreRefused() {
        String source = "bearer.auth.credentials.source";
        assertThatThrownBy(() -> Registries.options("http://h:1", source, "OAUTHBEARER"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bearer.auth.issuer.endpoint.url must be set");
        assertThatThrownBy(() -> Registries.options(
                        "http://h:1",
                        source,
                        "OAUTHBEARER",
                        "bearer.auth.issuer.endpoint.url",
                        "login.example.com",
                        "bearer.auth.client.id",
                        "duplex",
                        "bearer.auth.client.secret",
                        "s3cret"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("https://host/path");
        assertThatThrownBy(() -> Registries.options("http://h:1", options("https://joe:s3cret@login.example.com")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("https://host/path")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> Registries.options(
                        "http://h:1",
                        source,
                        "SASL_OAUTHBEARER_INHERIT",
                        "sasl.oauthbearer.token.endpoint.url",
                        server.url(),
                        "sasl.jaas.config",
                        "a.Module required clientSecret=\"s3cret\";"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("clientId and clientSecret")
                .hasMessageNotContaining("s3cret");
        assertThat(Registries.options("http://h:1", options()).toString())
                .contains("http://h:1")
                .doesNotContain("s3cret");
    }

    private Object[] options() {
        return options(server.url());
    }

    private static Object[] options(String url, Object... more) {
        List<Object> options = new ArrayList<>(List.of(
                "bearer.auth.credentials.source",
                "OAUTHBEARER",
                "bearer.auth.issuer.endpoint.url",
                url,
                "bearer.auth.client.id",
                "duplex",
                "bearer.auth.client.secret",
                "s3cret",
                "max.retries",
                1));
        options.addAll(List.of(more));
        return options.toArray();
    }

    private void expiresAfter(long seconds) {
        int number = server.requests().size() + 1;
        server.answerNext(
                200,
                "{\"access_token\":\"" + TestTokenServer.webToken(number, now.plusSeconds(seconds))
                        + "\",\"expires_in\":5}");
    }

    private AccessTokens tokens(Duration buffer) {
        return new AccessTokens(
                new TokenServer(URI.create(server.url()), "duplex", "s3cret", "", buffer),
                HttpClient.newHttpClient(),
                Duration.ofSeconds(30),
                () -> now);
    }
}
