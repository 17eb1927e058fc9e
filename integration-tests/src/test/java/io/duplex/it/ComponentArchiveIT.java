// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.duplex.testkit.connect.ConnectCluster;
import io.duplex.testkit.kafka.KafkaVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The archive is what {@code confluent-hub install} takes, and workers of both lines load all plugins from it. */
class ComponentArchiveIT {

    @Test
    void theManifestNamesWhatTheInstallerReads() throws IOException {
        try (ZipFile zip = new ZipFile(Replication.archive().toFile())) {
            List<String> names = zip.stream().map(ZipEntry::getName).toList();
            String manifestName = names.stream()
                    .filter(name -> name.endsWith("/manifest.json"))
                    .findFirst()
                    .orElseThrow();
            JsonNode manifest = new ObjectMapper().readTree(zip.getInputStream(zip.getEntry(manifestName)));
            String top = manifest.at("/owner/username").asText() + "-"
                    + manifest.path("name").asText() + "-"
                    + manifest.path("version").asText();

            assertThat(Replication.archive()).hasFileName(top + ".zip");
            assertThat(manifestName).isEqualTo(top + "/manifest.json");
            assertThat(names).allMatch(name -> name.startsWith(top + "/"));
            assertThat(manifest.path("title").asText()).isNotBlank();
            assertThat(manifest.at("/owner/name").asText()).isNotBlank();
            assertThat(manifest.at("/license/0/name").asText()).isNotBlank();
            assertThat(manifest.at("/license/0/url").asText()).startsWith("https://");
            assertThat(manifest.toString()).doesNotContain("${");
            assertThat(names)
                    .contains(top + "/doc/LICENSE", top + "/doc/README.md", top + "/etc/connectors/source-site1.json");
        }
    }

    @Test
    void nothingThatTheWorkerBringsIsInside() throws IOException {
        try (ZipFile zip = new ZipFile(Replication.archive().toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.matches(".*/lib/(connect-|kafka-|slf4j-|log4j|logback|jspecify).*"));
        }
    }

    @ParameterizedTest
    @EnumSource(KafkaVersion.class)
    void aWorkerListsAllPlugins(KafkaVersion version) {
        try (ConnectCluster cluster =
                Replication.cluster(Replication.sharedBroker()).version(version).start()) {
            Map<String, String> plugins = cluster.rest().plugins();

            assertThat(plugins)
                    .containsEntry("io.duplex.source.MySqlSourceConnector", "0.1.0")
                    .containsEntry("io.duplex.sink.MySqlSinkConnector", "0.1.0")
                    .containsKeys(
                            "io.duplex.converters.avro.AvroConverter", "io.duplex.converters.compact.CompactConverter");
        }
    }
}
