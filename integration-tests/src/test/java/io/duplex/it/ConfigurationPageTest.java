// SPDX-License-Identifier: Apache-2.0
package io.duplex.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.duplex.converters.avro.AvroConverter;
import io.duplex.converters.avro.AvroConverterConfig;
import io.duplex.sink.MySqlSinkConnector;
import io.duplex.source.MySqlSourceConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** {@code -Dduplex.docs.write=true} rewrites the page instead of comparing it. */
class ConfigurationPageTest {

    @Test
    void thePageSaysWhatThePluginsDefine() throws IOException {
        ConfigurationPage page = new ConfigurationPage();
        page.plugin("Source connector", MySqlSourceConnector.class.getName(), new MySqlSourceConnector().config());
        page.plugin("Sink connector", MySqlSinkConnector.class.getName(), new MySqlSinkConnector().config());
        page.plugin("Avro converter", AvroConverter.class.getName(), AvroConverterConfig.definition());
        Path file = Path.of(System.getProperty("duplex.root"), "docs", "configuration.md");

        if (Boolean.getBoolean("duplex.docs.write")) {
            Files.writeString(file, page.toString());
        }

        assertThat(Files.readString(file))
                .as(
                        "mvn -pl integration-tests -am test -Dtest=ConfigurationPageTest -Dduplex.docs.write=true rewrites it")
                .isEqualTo(page.toString());
    }
}
