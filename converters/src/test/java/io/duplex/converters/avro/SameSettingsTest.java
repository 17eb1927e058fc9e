// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.duplex.converters.registry.TestRegistry;
import io.duplex.converters.registry.TestTokenServer;
import io.duplex.converters.registry.TlsStores;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.storage.Converter;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One map of properties configures Confluent's converter 7.9.2 and ours, and both do the same with it. */
class SameSettingsTest {

    private static final Schema SMALL = SchemaBuilder.struct()
            .name("dc1.Small")
            .field("id", Schema.INT32_SCHEMA)
            .build();
    private static final Struct VALUE = new Struct(SMALL).put("id", 5);
    private static final String BASIC = "Basic am9lOnNlY3JldA==";

    private static Supplier<Converter> confluent;

    @BeforeAll
    static void fetch() {
        confluent = Oracle.confluent();
    }

    @Test
    void mutualTlsWithPemAndBasicAuthenticationAndSeveralUrls() throws Exception {
        try (TestRegistry server = TestRegistry.startWithTls(TlsStores.serverContext(), true)) {
            Map<String, Object> settings = new HashMap<>(Map.of(
                    "schema.registry.url",
                    "https://localhost:" + unused() + "," + server.url(),
                    "schema.registry.ssl.keystore.type",
                    "PEM",
                    "schema.registry.ssl.keystore.key",
                    TlsStores.pemKey("client"),
                    "schema.registry.ssl.keystore.certificate.chain",
                    TlsStores.pemCertificate("client"),
                    "schema.registry.ssl.truststore.type",
                    "PEM",
                    "schema.registry.ssl.truststore.certificates",
                    TlsStores.pemCertificate("server"),
                    "schema.registry.ssl.endpoint.identification.algorithm",
                    "https",
                    "basic.auth.credentials.source",
                    "USER_INFO",
                    "basic.auth.user.info",
                    "joe:secret"));

            assertEachReadsTheOther(settings);
            assertThat(server.requests())
                    .extracting(TestRegistry.Request::authorization)
                    .containsOnly(BASIC);
        }
    }

    @Test
    void credentialsOfEverySource() throws IOException {
        try (TestRegistry server = TestRegistry.start()) {
            String withUser = server.url().replace("http://", "http://joe:secret@");
            String module =
                    "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"joe\" password=\"secret\";";
            for (Map<String, Object> settings : List.<Map<String, Object>>of(
                    Map.of("schema.registry.url", withUser, "basic.auth.credentials.source", "URL"),
                    Map.of(
                            "schema.registry.url",
                            server.url(),
                            "basic.auth.credentials.source",
                            "SASL_INHERIT",
                            "sasl.jaas.config",
                            module),
                    Map.of(
                            "schema.registry.url",
                            server.url(),
                            "schema.registry.basic.auth.credentials.source",
                            "USER_INFO",
                            "schema.registry.basic.auth.user.info",
                            "joe:secret"))) {
                assertEachReadsTheOther(settings);
            }
            assertThat(server.requests())
                    .extracting(TestRegistry.Request::authorization)
                    .containsOnly(BASIC);
            server.requests().clear();

            assertEachReadsTheOther(Map.of(
                    "schema.registry.url",
                    server.url(),
                    "bearer.auth.credentials.source",
                    "STATIC_TOKEN",
                    "bearer.auth.token",
                    "t0ken",
                    "request.header.X-Test",
                    "yes"));
            assertThat(server.requests())
                    .extracting(TestRegistry.Request::authorization)
                    .containsOnly("Bearer t0ken");
            assertThat(server.requests())
                    .extracting(request -> request.header("X-Test"))
                    .containsOnly("yes");
        }
    }

    @Test
    void tokensOfAnOAuthServer() throws IOException {
        try (TestRegistry server = TestRegistry.start();
                TestTokenServer tokens = TestTokenServer.start()) {
            Map<String, Object> client = new HashMap<>(Map.of(
                    "schema.registry.url",
                    server.url(),
                    "bearer.auth.credentials.source",
                    "OAUTHBEARER",
                    "bearer.auth.issuer.endpoint.url",
                    tokens.url(),
                    "bearer.auth.client.id",
                    "joe",
                    "bearer.auth.client.secret",
                    "secret",
                    "bearer.auth.scope",
                    " read write/all ",
                    "bearer.auth.logical.cluster",
                    "lsrc-1",
                    "bearer.auth.identity.pool.id",
                    "pool-1"));
            Map<String, Object> login = Map.of(
                    "schema.registry.url",
                    server.url(),
                    "bearer.auth.credentials.source",
                    "SASL_OAUTHBEARER_INHERIT",
                    "sasl.oauthbearer.token.endpoint.url",
                    tokens.url(),
                    "bearer.auth.logical.cluster",
                    "lsrc-1",
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required clientId=\"joe\""
                            + " clientSecret=\"secret\" scope=\" read write/all \""
                            + " extension_identityPoolId=\"pool-1\";");
            for (Map<String, Object> settings : List.of(client, login)) {
                assertEachReadsTheOther(settings);
            }

            // Four converters each, of which two are ours.
            assertThat(tokens.requests()).hasSize(8);
            assertThat(Set.copyOf(tokens.requests()))
                    .singleElement()
                    .satisfies(request -> assertThat(request.authorization())
                            .as(request.form())
                            .isEqualTo(BASIC));
            assertThat(server.requests()).allSatisfy(request -> {
                assertThat(request.authorization()).startsWith("Bearer ey");
                assertThat(request.header("target-sr-cluster")).isEqualTo("lsrc-1");
                assertThat(request.header("Confluent-Identity-Pool-Id")).isEqualTo("pool-1");
            });
        }
    }

    @Test
    void aRegistryThatFailsIsAskedAgain() throws IOException {
        try (TestRegistry server = TestRegistry.start()) {
            Map<String, Object> settings =
                    Map.of("schema.registry.url", server.url(), "max.retries", 3, "retries.wait.ms", 5);
            for (Converter converter : converters(settings).toList()) {
                server.failNext(503, 50302, "no leader");

                assertThat(converter.fromConnectData("t", SMALL, VALUE)).isNotNull();
            }
        }
    }

    @Test
    void schemasThatAreChosenOtherwiseThanByRegistration() throws IOException {
        try (TestRegistry server = TestRegistry.start()) {
            Schema other = SchemaBuilder.struct()
                    .name("dc1.Small")
                    .field("id", Schema.INT32_SCHEMA)
                    .field("name", Schema.STRING_SCHEMA)
                    .build();
            Struct otherValue = new Struct(other).put("id", 1).put("name", "x");
            byte[] first = ours(Map.of("schema.registry.url", server.url())).fromConnectData("t", SMALL, VALUE);
            for (Map<String, Object> choice : List.<Map<String, Object>>of(
                    Map.of(), Map.of("use.latest.version", true), Map.of("use.schema.id", 1))) {
                Map<String, Object> settings = new HashMap<>(choice);
                settings.put("schema.registry.url", server.url());
                settings.put("auto.register.schemas", false);

                assertThat(converters(settings).map(each -> each.fromConnectData("t", SMALL, VALUE)))
                        .containsExactly(first, first);
                assertThat(ours(Map.of("schema.registry.url", server.url())).fromConnectData("u", other, otherValue))
                        .isNotNull();
            }
            server.add("t-value", server.text(2));

            for (Map<String, Object> choice :
                    List.<Map<String, Object>>of(Map.of("use.latest.version", true), Map.of("use.schema.id", 2))) {
                Map<String, Object> settings = new HashMap<>(choice);
                settings.put("schema.registry.url", server.url());
                settings.put("auto.register.schemas", false);

                converters(settings)
                        .forEach(each -> assertThatThrownBy(() -> each.fromConnectData("t", SMALL, VALUE))
                                .isInstanceOf(DataException.class));
            }
        }
    }

    private static void assertEachReadsTheOther(Map<String, Object> settings) {
        Struct envelope = DebeziumSamples.envelope(7);
        Converter ours = ours(settings);
        Converter theirs = configured(confluent.get(), settings);
        byte[] bytes = ours.fromConnectData("orders", DebeziumSamples.ENVELOPE, envelope);
        byte[] expected = theirs.fromConnectData("orders", DebeziumSamples.ENVELOPE, envelope);

        assertThat(bytes).isEqualTo(expected);
        assertThat(ours(settings).toConnectData("orders", expected))
                .isEqualTo(configured(confluent.get(), settings).toConnectData("orders", bytes));
    }

    private static Stream<Converter> converters(Map<String, Object> settings) {
        return Stream.of(ours(settings), configured(confluent.get(), settings));
    }

    private static Converter ours(Map<String, Object> settings) {
        return configured(new AvroConverter(), settings);
    }

    private static Converter configured(Converter converter, Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("ignore.default.for.nullables", true);
        return Oracle.configured(converter, all, false);
    }

    private static int unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
