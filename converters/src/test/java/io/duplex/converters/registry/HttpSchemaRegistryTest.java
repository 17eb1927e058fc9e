// SPDX-License-Identifier: Apache-2.0
package io.duplex.converters.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.errors.RetriableException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpSchemaRegistryTest {

    private static final String TEXT = "\"string\"";

    private TestRegistry server;

    @BeforeEach
    void start() throws IOException {
        server = TestRegistry.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRegisteredSchemaIsReadByItsIdAndAsTheLatestVersion() {
        SchemaRegistry registry = Registries.http(server.url());

        int id = registry.register("a/b c", TEXT, false);

        assertThat(registry.register("a/b c", TEXT, false)).isEqualTo(id);
        assertThat(registry.lookup("a/b c", TEXT, false)).isEqualTo(id);
        assertThat(registry.schema(SchemaKey.ofId(id, 5)).text()).isEqualTo(TEXT);
        assertThat(registry.latest("a/b c").id()).isEqualTo(id);
        assertThat(server.subjects()).containsExactly("a/b c");
    }

    @Test
    void normalizingIsAskedOfTheRegistry() {
        Registries.http(server.url()).register("s", TEXT, true);

        assertThat(server.requests())
                .first()
                .extracting(TestRegistry.Request::path)
                .isEqualTo("/subjects/s/versions?normalize=true");
    }

    @Test
    void failuresThatMayPassAreRetried() {
        server.failNext(500, 50001, "Error in the backend data store");
        server.failNext(429, 42901, "slow down");
        server.failNextRaw(502, "<html>bad gateway</html>");

        assertThat(Registries.http(server.url()).register("s", TEXT, false)).isEqualTo(1);
        assertThat(server.requests()).hasSize(4);
    }

    @Test
    void whenRetriesEndTheFailureIsRetriableAndNamesWhatEachUrlSaid() {
        for (int i = 0; i < 2; i++) {
            server.failNext(503, 50302, "no leader");
        }

        assertThatThrownBy(() -> Registries.http(server.url(), "max.retries", 1).register("orders-value", TEXT, false))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("orders-value")
                .hasMessageContaining("no leader")
                .hasMessageContaining(server.url())
                .hasMessageContaining("max.retries=1");
    }

    @Test
    void aSilentRegistryIsGivenUpAfterTheReadTimeout() {
        server.delayNext(Duration.ofSeconds(5));

        assertThatThrownBy(() -> Registries.http(server.url(), "http.read.timeout.ms", 100, "max.retries", 0)
                        .schema(SchemaKey.ofId(1, 5)))
                .isInstanceOf(RetriableException.class)
                .hasMessageContaining("schema with id 1")
                .hasMessageContaining("Timeout");
    }

    @Test
    void theNextUrlIsAskedWhenOneIsDownAndIsAskedFirstFromThenOn() throws IOException {
        String down;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            down = "http://localhost:" + socket.getLocalPort();
        }
        SchemaRegistry registry = Registries.http(down + "," + server.url(), "max.retries", 0);

        assertThat(registry.register("s", TEXT, false)).isEqualTo(1);
        assertThat(registry.schema(SchemaKey.ofId(1, 5)).text()).isEqualTo(TEXT);
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void anIncompatibleSchemaIsRefusedWithTheRegistrysReasonAndNotRetried() {
        server.failNext(409, 409, "Schema being registered is incompatible: READER_FIELD_MISSING_DEFAULT_VALUE");

        assertThatThrownBy(() -> Registries.http(server.url()).register("orders-value", TEXT, false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("orders-value")
                .hasMessageContaining("READER_FIELD_MISSING_DEFAULT_VALUE")
                .hasMessageContaining("compatibility rule");
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void anInvalidSchemaIsRefusedWithTheRegistrysErrorCode() {
        server.failNext(422, 42201, "Input schema is an invalid Avro schema");

        assertThatThrownBy(() -> Registries.http(server.url()).register("s", TEXT, false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("42201")
                .hasMessageContaining("invalid Avro schema");
    }

    @Test
    void refusedCredentialsAreAConfigurationErrorThatDoesNotRepeatThem() {
        server.failNext(401, 401, "Unauthorized");

        assertThatThrownBy(() -> Registries.http(server.url().replace("http://", "http://joe:secret@"))
                        .register("s", TEXT, false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("basic.auth.user.info")
                .hasMessageNotContaining("secret");
    }

    @Test
    void unknownIdsAndSubjectsAreNamed() {
        SchemaRegistry registry = Registries.http(server.url());

        assertThatThrownBy(() -> registry.schema(SchemaKey.ofId(77, 5)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("id 77")
                .hasMessageContaining("40403");
        assertThatThrownBy(() -> registry.latest("gone"))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("gone")
                .hasMessageContaining("40401");
    }

    @Test
    void aPageThatIsNoRegistryIsRefusedReadably() {
        server.failNextRaw(200, "<html>welcome</html>");
        server.failNextRaw(200, "{}");
        SchemaRegistry registry = Registries.http(server.url());

        assertThatThrownBy(() -> registry.schema(SchemaKey.ofId(1, 5)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("schema.registry.url");
        assertThatThrownBy(() -> registry.register("s", TEXT, false))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("schema.registry.url");
    }

    @Test
    void aSchemaIsReadByTheGuidThatNewerRegistriesGiveIt() {
        int id = server.add("s", TEXT);

        assertThat(Registries.http(server.url())
                        .schema(SchemaKey.ofGuid(TestRegistry.guid(id), 17))
                        .text())
                .isEqualTo(TEXT);
        assertThatThrownBy(() -> Registries.http(server.url()).schema(SchemaKey.ofGuid(TestRegistry.guid(9), 17)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("GUID " + TestRegistry.guid(9));
    }

    @Test
    void schemasWithRulesThatWouldNotBeExecutedAreRefused() {
        int id = server.add("s", TEXT);
        SchemaRegistry registry = Registries.http(server.url());
        server.rule(id, "{\"domainRules\":[{\"name\":\"pii\",\"type\":\"ENCRYPT\",\"mode\":\"WRITEREAD\"}]}");

        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> registry.schema(SchemaKey.ofId(id, 5)),
                () -> registry.schemaToWrite(id),
                () -> registry.latest("s"))) {
            assertThatThrownBy(use).isInstanceOf(DataException.class).hasMessageContaining("rule pii of type ENCRYPT");
        }
        server.rule(id, "{\"domainRules\":[{\"name\":\"check\",\"type\":\"CEL\",\"mode\":\"WRITE\"}]}");

        assertThat(registry.schema(SchemaKey.ofId(id, 5)).text()).isEqualTo(TEXT);
        assertThatThrownBy(() -> registry.latest("s")).hasMessageContaining("rule check");
    }

    @Test
    void otherKindsOfSchemaAreRefused() {
        server.failNextRaw(200, "{\"schema\":\"syntax\",\"schemaType\":\"PROTOBUF\"}");

        assertThatThrownBy(() -> Registries.http(server.url()).schema(SchemaKey.ofId(4, 5)))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("PROTOBUF");
    }

    @Test
    void credentialsAndHeadersAreSent() {
        String basic = "Basic am9lOnNlY3JldA==";
        Registries.http(server.url().replace("http://", "http://joe:secret@")).register("s", TEXT, false);
        Registries.http(
                        server.url(),
                        "basic.auth.credentials.source",
                        "USER_INFO",
                        "basic.auth.user.info",
                        "joe:secret")
                .latest("s");
        Registries.http(
                        server.url(),
                        "basic.auth.credentials.source",
                        "USER_INFO",
                        "schema.registry.basic.auth.user.info",
                        "joe:secret")
                .latest("s");
        Registries.http(server.url(), "bearer.auth.token", "t0ken", "request.header.X-Test", "yes")
                .latest("s");
        Registries.http(
                        server.url(),
                        "schema.registry.basic.auth.credentials.source",
                        "SASL_INHERIT",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required"
                                + " username=\"joe\" password=\"secret\";")
                .latest("s");

        assertThat(server.requests())
                .extracting(TestRegistry.Request::authorization)
                .containsExactly(basic, basic, basic, "Bearer t0ken", basic);
        assertThat(server.requests().get(3).header("X-Test")).isEqualTo("yes");
    }

    @Test
    void settingsThatCannotWorkAreRefused() {
        assertThatThrownBy(() -> Registries.options("registry:8081"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("http://host:port");
        assertThatThrownBy(() -> Registries.options("http://h:1", "basic.auth.credentials.source", "KEYTAB"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("SASL_INHERIT");
        assertThatThrownBy(() -> Registries.options(
                        "http://h:1",
                        "basic.auth.credentials.source",
                        "SASL_INHERIT",
                        "sasl.jaas.config",
                        "a.Module required password=\"secret\";"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("username and password")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> Registries.options("http://h:1", "bearer.auth.credentials.source", "CUSTOM"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("SASL_OAUTHBEARER_INHERIT");
        assertThatThrownBy(() -> Registries.options("http://h:1", "bearer.auth.credentials.source", "STATIC_TOKEN"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("bearer.auth.token");
        assertThatThrownBy(() -> Registries.options(
                        "http://h:1", "bearer.auth.token", "t", "basic.auth.credentials.source", "URL"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("one Authorization header");
        assertThatThrownBy(() -> Registries.options("http://h:1", "basic.auth.credentials.source", "USER_INFO"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("user:password");
        assertThatThrownBy(() -> Registries.options("http://h:1", "proxy.host", "p"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("proxy.port");
        assertThatThrownBy(
                        () -> Registries.http("https://h:1", "schema.registry.ssl.truststore.location", "/no/such.jks"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("/no/such.jks");
    }

    @Test
    void secretsAreNotInTheTextOfTheOptions() {
        assertThat(Registries.options("http://joe:secret@h:1", "bearer.auth.token", "t0ken")
                        .toString())
                .contains("http://h:1")
                .doesNotContain("secret", "t0ken");
    }

    @Test
    void referencesAreReadBeforeTheSchemaThatUsesThem() {
        int inner = server.add("inner", "{\"type\":\"record\",\"name\":\"a.Inner\",\"fields\":[]}");
        int outer = server.add(
                "outer",
                "{\"type\":\"record\",\"name\":\"a.Outer\",\"fields\":[{\"name\":\"i\",\"type\":\"a.Inner\"}]}");
        server.refer(outer, "[{\"name\":\"a.Inner\",\"subject\":\"inner\",\"version\":1}]");

        RegisteredSchema schema = Registries.http(server.url()).schema(SchemaKey.ofId(outer, 5));

        assertThat(schema.references()).containsExactly(server.text(inner));
    }

    @Test
    void closingEndsAWaitForTheNextTry() {
        server.failNext(500, 500, "down");
        HttpSchemaRegistry registry =
                Registries.http(server.url(), "retries.wait.ms", 60_000, "retries.max.wait.ms", 60_000);
        registry.close();

        assertThatThrownBy(() -> registry.schema(SchemaKey.ofId(1, 5)))
                .isInstanceOf(ConnectException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void theCacheAsksOnceAndForgetsTheOldest() {
        SchemaRegistry registry = new CachingSchemaRegistry(Registries.http(server.url()), 2);
        for (String subject : new String[] {"a", "a", "b", "b", "c", "a"}) {
            registry.register(subject, TEXT, false);
        }

        assertThat(server.requests()).hasSize(4);
    }
}
